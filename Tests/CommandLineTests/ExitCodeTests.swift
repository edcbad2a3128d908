import Foundation
import Testing

@Suite("Exit codes and error lines") struct ExitCodeTests {
  @Test("wrong usage is 64") func usage() throws {
    #expect(try Program.run(["no-such-command"]).exitCode == 64)
    #expect(try Program.run(["run"]).exitCode == 64)
    #expect(try Program.run(["run", "experiments/quickstart.json", "--jobs", "0"]).exitCode == 64)
  }

  @Test("a misspelt key is 65, with the place and the nearest key in one line") func misspeltKey() throws {
    try Program.withFolder { folder in
      let spec = "\(folder)/spec.json"
      try #"{"name": "x", "settings": {"dataset": "sample", "model": "gmf", "facters": 8}}"#
        .write(toFile: spec, atomically: true, encoding: .utf8)
      let outcome = try Program.run(["run", spec, "--db", "\(folder)/x.sqlite"])
      #expect(outcome.exitCode == 65)
      #expect(outcome.errors.contains("spec.json:settings.facters"))
      #expect(outcome.errors.contains("\"factors\""))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/x.sqlite"))
    }
  }

  @Test("a malformed data set is 65, with file and line") func malformedData() throws {
    try Program.withFolder { folder in
      for (name, text) in [
        ("bad.train.rating", "0\t0\t1\n0\tx7\t1\n"), ("bad.test.rating", "0\t1\t1\n"),
        ("bad.test.negative", "(0,1)\t0\n"),
      ] { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
      let outcome = try Program.run(["data", "info", "bad", "--data", folder])
      #expect(outcome.exitCode == 65)
      #expect(outcome.errors.contains("bad.train.rating:2"))
    }
  }

  @Test("missing input is 66: spec, data set, database") func missingInput() throws {
    try Program.withFolder { folder in
      let database = "\(folder)/x.sqlite"
      #expect(try Program.run(["run", "no-such.json", "--db", database]).exitCode == 66)
      #expect(try Program.run(["runs", "--db", database]).exitCode == 66)
      let absent = try Program.run(["run", "experiments/figure-6.json", "--db", database, "--data", folder])
      #expect(absent.exitCode == 66)
      #expect(absent.errors.contains("ml-1m"))
    }
  }

  @Test("a run that diverges is 1, and the other runs go on") func divergence() throws {
    try Program.withFolder { folder in
      let spec = "\(folder)/spec.json"
      try #"""
      {"name": "x", "settings": {"dataset": "sample", "model": "gmf", "learner": "sgd", "epochs": 3, "batch_size": 1},
       "sweep": {"learning_rate": [10, 0.01], "l2_embeddings": [1.5]}}
      """#.write(toFile: spec, atomically: true, encoding: .utf8)
      let outcome = try Program.run(["run", spec, "--db", "\(folder)/x.sqlite", "--quiet"])
      #expect(outcome.exitCode == 1)
      #expect(outcome.output.contains("1 finished"))
      #expect(outcome.output.contains("1 failed"))
      #expect(outcome.errors.contains("diverged"))
      let again = try Program.run(["run", spec, "--db", "\(folder)/x.sqlite", "--quiet"])
      #expect(again.exitCode == 1)
      #expect(again.output.contains("1 finished before"))
    }
  }
}
