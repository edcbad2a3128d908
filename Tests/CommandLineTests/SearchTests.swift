import Foundation
import Testing

@Suite("Searches from the command line") struct SearchTests {
  private static let spec = #"""
    {"name": "s", "settings": {"dataset": "sample", "method": "gmf", "selection": "validation", "epochs": 4},
     "search": {"budget": 4, "halving": {"first": 1, "eta": 2}, "ranges": {"factors": [2, 4, 8, 16]}},
     "refit": {"seeds": 2}}
    """#

  private func withSpec(_ body: (_ file: String, _ database: String) throws -> Void) throws {
    try Program.withFolder { folder in
      try Self.spec.write(toFile: "\(folder)/s.json", atomically: true, encoding: .utf8)
      try body("\(folder)/s.json", "\(folder)/ncf.sqlite")
    }
  }

  @Test("rungs and refits follow the trials, and the plan says so") func stages() throws {
    try withSpec { file, database in
      let before = try Program.run(["plan", file, "--db", database])
      #expect(before.output.contains("4 runs, 4 not finished"))
      #expect(
        before.output.contains(
          "later, when these have ended: 2 runs of the best trials up to 2 epochs, then 1 run of the best trials "
            + "up to 4 epochs, then 2 refits on all training data"))

      let listing = try Program.run(["plan", file, "--db", database, "--json"]).output
      let later = try JSONSerialization.jsonObject(with: Data(listing.utf8)) as? [String: Any]
      #expect(
        (later?["later"] as? [[String: Any]])?.map { $0["kind"] as? String } == ["rung", "rung", "refits"])

      let run = try Program.run(["run", file, "--db", database])
      #expect(run.exitCode == 0 && run.output == "9 finished\n", "\(run.errors)")
      #expect(run.errors.contains("goes on after epoch 1") && run.errors.contains("goes on after epoch 2"))
      #expect(!run.errors.contains("finished before"))
      #expect(try Program.run(["run", file, "--db", database]).output == "9 finished before\n")
      let after = try Program.run(["plan", file, "--db", database])
      #expect(after.output.contains("9 runs, 0 not finished") && !after.output.contains("later"))
      // They are runs like any other: trained once more, they give the same numbers.
      let verify = try Program.run(["verify", "--db", database, "--all", "--rerun", "--quiet"])
      #expect(verify.exitCode == 0, "\(verify.output)\(verify.errors)")
    }
  }

  @Test("shards train the trials, and collecting lets the rest follow") func shards() throws {
    try withSpec { file, database in
      let first = try Program.run(["run", file, "--db", database, "--shard", "1/2", "--quiet"])
      #expect(first.exitCode == 0 && first.errors.contains("After ncf-exp collect"), "\(first.errors)")
      #expect(try Program.run(["run", file, "--db", database, "--shard", "2/2", "--quiet"]).exitCode == 0)
      #expect(try Program.run(["collect", "--db", database]).exitCode == 0)
      let rest = try Program.run(["run", file, "--db", database, "--quiet"])
      #expect(rest.output == "5 finished, 4 finished before\n", "\(rest.errors)")
    }
  }
}
