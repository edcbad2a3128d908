import Foundation
import Testing

@Suite("Sweeps from the command line") struct SweepTests {
  @Test("quickstart trains, is not repeated, and its report and listing show it") func quickstart() throws {
    try Program.withFolder { folder in
      let database = "\(folder)/ncf.sqlite"
      let first = try Program.run(["run", "experiments/quickstart.json", "--db", database])
      #expect(first.exitCode == 0, "\(first.errors)")
      #expect(first.output == "3 finished\n")
      #expect(first.errors.contains("epoch 0/"))
      let second = try Program.run(["run", "experiments/quickstart.json", "--db", database])
      #expect(second.output == "3 finished before\n")

      let report = try Program.run(["report", "quickstart", "--db", database, "--output", folder])
      #expect(report.exitCode == 0, "\(report.errors)")
      let table = try String(contentsOfFile: "\(folder)/quickstart.csv", encoding: .utf8)
      #expect(table.split(whereSeparator: \.isNewline).count == 4)

      let listing = try Program.run(["runs", "--db", database, "--state", "finished"])
      let lines = listing.output.split(separator: "\n")
      // A heading, three runs, and what they share.
      #expect(lines.count == 5 && lines.last?.hasPrefix("all runs: sample · ") == true)
      let run = try #require(lines[1].split(separator: " ").first)
      let details = try Program.run(["show", String(run), "--db", database])
      #expect(details.exitCode == 0)
      #expect(details.output.contains("learning_rate"))
    }
  }

  @Test("the numbers do not depend on --jobs") func jobs() throws {
    try Program.withFolder { folder in
      let tables = try ["1", "3"].map { jobs in
        let database = "\(folder)/\(jobs).sqlite"
        let run = [
          "run", "experiments/quickstart.json", "--db", database, "--jobs", jobs, "--set", "epochs=3",
        ]
        #expect(try Program.run(run).exitCode == 0)
        let report = [
          "report", "quickstart", "--db", database, "--output", "\(folder)/\(jobs)", "--set", "epochs=3",
        ]
        #expect(try Program.run(report).exitCode == 0)
        return try String(contentsOfFile: "\(folder)/\(jobs)/quickstart.csv", encoding: .utf8)
      }
      #expect(tables[0] == tables[1])
      #expect(tables[0].contains("neumf"))
    }
  }

  @Test("Ctrl-C stops cleanly with 130, and the same command finishes what is left") func interruption()
    throws
  {
    try Program.withFolder { folder in
      let database = "\(folder)/ncf.sqlite"
      let command = ["run", "experiments/quickstart.json", "--db", database, "--jobs", "1", "--set"]
      let stopped = try Program.run(command + ["epochs=10000"]) { kill($0.processIdentifier, SIGINT) }
      #expect(stopped.exitCode == 130)
      #expect(stopped.errors.contains("goes on from here"))
      let runs = try Program.run(["runs", "--db", database])
      #expect(runs.exitCode == 0)
      #expect(!runs.output.contains("finished"))
      #expect(try Program.run(command + ["epochs=2"]).output == "3 finished\n")
    }
  }

  @Test("a smoke report says so in every file") func smoke() throws {
    try Program.withFolder { folder in
      let arguments = ["--db", "\(folder)/ncf.sqlite", "--scale", "smoke", "--set", "dataset=sample"]
      #expect(try Program.run(["run", "experiments/he-2017/figure-6.json"] + arguments).exitCode == 0)
      let report = try Program.run(["report", "figure-6", "--output", folder] + arguments)
      #expect(report.exitCode == 0, "\(report.errors)")
      for file in ["figure-6.md", "figure-6.tex", "figure-6.svg"] {
        let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
        #expect(text.contains("SMOKE RUN"), "\(file)")
      }
      #expect(try String(contentsOfFile: "\(folder)/figure-6.csv", encoding: .utf8).contains("smoke"))
    }
  }

  @Test("export and import carry finished runs from one database to another") func exchange() throws {
    try Program.withFolder { folder in
      let run = ["run", "experiments/quickstart.json", "--db", "\(folder)/a.sqlite", "--set", "epochs=1"]
      #expect(try Program.run(run).exitCode == 0)
      #expect(
        try Program.run(["export", "\(folder)/runs.jsonl", "--db", "\(folder)/a.sqlite"]).exitCode == 0)
      let first = try Program.run(["import", "\(folder)/runs.jsonl", "--db", "\(folder)/b.sqlite"])
      #expect(first.output == "3 runs added, 0 known already\n", "\(first.errors)")
      let second = try Program.run(["import", "\(folder)/runs.jsonl", "--db", "\(folder)/b.sqlite"])
      #expect(second.output == "0 runs added, 3 known already\n")
    }
  }
}
