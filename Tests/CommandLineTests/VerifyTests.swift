import Foundation
import GRDB
import Testing

@Suite("ncf-exp verify") struct VerifyTests {
  @Test("finds sound runs sound, also when it trains them anew") func sound() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder)
      #expect(try Program.run(sweep.command).exitCode == 0)
      let before = FileManager.default.contents(atPath: sweep.database)
      for rerun in [[], ["--rerun", "--quiet"]] {
        let outcome = try Program.run(["verify", "--all", "--db", sweep.database] + rerun)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.hasSuffix("\(Sweep.runCount) runs checked, 0 wrong\n"), "\(outcome.output)")
      }
      #expect(FileManager.default.contents(atPath: sweep.database) == before)
    }
  }

  /// What each statement changes about a finished run, and what is said about it, without and with a second attempt.
  @Test("finds what was changed") func changes() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder)
      let run = ["run", "experiments/quickstart.json", "--keep-weights", "--db", sweep.database, "--quiet"]
      #expect(try Program.run(run + ["--set", "epochs=3"]).exitCode == 0)
      let cases = [
        ("UPDATE test_metrics SET ndcg_10 = ndcg_10 + 1e-9 WHERE weights = 'best'", "at the best epoch"),
        ("UPDATE epochs SET hr_10 = 0.5 WHERE epoch = 1", "of epoch 1 the column hr_10"),
        (
          "UPDATE test_metrics SET ranks = (SELECT ranks FROM epochs WHERE epoch = 0) WHERE weights = 'last'",
          "in the last epoch's record"
        ),
        ("UPDATE runs SET best_epoch = best_epoch - 1", "HR@10 is highest in epoch"),
        ("DELETE FROM epochs WHERE epoch = 1", "records of epochs"),
        ("UPDATE ranks SET ranks = zeroblob(length(ranks))", "ranks start from 1"),
        ("UPDATE runs SET parameter_count = parameter_count + 1", "its weights hold"),
        ("UPDATE datasets SET digest = 'other'", "hash to"),
      ]
      let queue = try DatabaseQueue(path: sweep.database)
      try queue.write { try $0.execute(sql: "UPDATE runs SET best_epoch = best_epoch") }
      for (statement, problem) in cases {
        let copy = "\(folder)/changed.sqlite"
        try queue.backup(to: DatabaseQueue(path: copy))
        try DatabaseQueue(path: copy).write { try $0.execute(sql: statement) }
        let outcome = try Program.run(["verify", "--all", "--db", copy])
        #expect(outcome.exitCode == 1, "\(statement)")
        #expect(outcome.errors.contains(problem), "\(statement): \(outcome.errors)")
      }

      // Only another attempt can find a loss that was changed.
      let copy = "\(folder)/changed.sqlite"
      try queue.backup(to: DatabaseQueue(path: copy))
      try DatabaseQueue(path: copy).write {
        try $0.execute(sql: "UPDATE epochs SET loss = loss * 1.0000000001 WHERE epoch = 2")
      }
      #expect(try Program.run(["verify", "--all", "--db", copy]).exitCode == 0)
      let again = try Program.run(["verify", "--all", "--rerun", "--quiet", "--db", copy])
      #expect(again.exitCode == 1 && again.errors.contains("epoch 2: loss"), "\(again.errors)")
    }
  }

  @Test("refuses runs that are not finished, and data that are not there") func refusals() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder)
      let database = ["--db", sweep.database]
      #expect(try Program.run(["verify", "--all"] + database).exitCode == 66)
      #expect(
        try Program.run(["run", "experiments/quickstart.json", "--set", "epochs=1", "-q"] + database).exitCode
          == 0)
      #expect(try Program.run(["verify"] + database).exitCode == 64)
      #expect(try Program.run(["verify", "g"] + database).exitCode == 65)
      let elsewhere = try Program.run(["verify", "--all", "--rerun", "--data", folder] + database)
      #expect(elsewhere.exitCode == 66 && elsewhere.errors.contains("sample"), "\(elsewhere.errors)")
    }
  }
}
