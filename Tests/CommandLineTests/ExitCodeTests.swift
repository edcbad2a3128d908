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
      let absent = try Program.run([
        "run", "experiments/he-2017/figure-6.json", "--db", database, "--data", folder,
      ])
      #expect(absent.exitCode == 66)
      #expect(absent.errors.contains("ml-1m"))
    }
  }

  /// Nothing listens on port 9 of this machine.
  @Test("without a network, data that should be fetched are 66 and one line with what to do") func noNetwork()
    throws
  {
    try Program.withFolder { folder in
      let network = ["NCF_DATA_SOURCE": "http://127.0.0.1:9/", "no_proxy": "127.0.0.1"]
      let run = [
        "run", "experiments/he-2017/figure-6.json", "--fetch", "--db", "\(folder)/x.sqlite", "--data", folder,
      ]
      let outcome = try Program.run(run, environment: network)
      #expect(outcome.exitCode == 66 && outcome.output.isEmpty)
      let lines = outcome.errors.split(separator: "\n")
      try #require(lines.count == 3)
      #expect(lines[0].hasPrefix("fetching ml-1m: ") && lines[2].hasPrefix("error: "))
      for part in ["about 24.0 MB", "from http://127.0.0.1:9/", "into \(folder)/ml-1m", "terms: GroupLens's"]
      {
        #expect(lines[0].contains(part), "\(lines[0])")
      }
      for part in ["NCF_DATA_DIR", "ncf-exp data fetch ml-1m", "make quickstart", "http://127.0.0.1:9/"] {
        #expect(lines[2].contains(part), "\(lines[2])")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)

      // What is there is run, and what is not is named.
      let spec = "\(folder)/two.json"
      try #"{"name": "two", "settings": {"model": "itempop"}, "sweep": {"dataset": ["sample", "ml-1m"]}}"#
        .write(toFile: spec, atomically: true, encoding: .utf8)
      let two = try Program.run(
        ["run", spec, "--fetch", "--quiet", "--db", "\(folder)/y.sqlite", "--data", "Data"],
        environment: network)
      #expect(two.exitCode == 0 && two.output == "1 finished\n")
      #expect(two.errors.contains("absent: the data set ml-1m") && two.errors.contains("(1 run left out)"))
    }
  }

  @Test("a plan without its data is listed") func planWithoutData() throws {
    try Program.withFolder { folder in
      let plan = ["plan", "experiments/he-2017/table-2.json", "--data", folder, "--db", "\(folder)/x.sqlite"]
      let outcome = try Program.run(plan)
      #expect(outcome.exitCode == 0)
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.contains { $0.contains("no data") && $0.contains("NeuMF · factors 64 · pre-trained") })
      #expect(lines.contains { $0.contains("GMF · factors 8") && $0.contains("(for pre-training)") })
      #expect(lines.last?.hasSuffix("of them when their data are there") == true)
      #expect(outcome.errors.contains("ncf-exp data fetch ml-1m"))
      #expect(try Program.run(["run"] + plan.dropFirst()).exitCode == 66)
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
