import Foundation
import Testing

/// The keys are promised in docs/json.md.
@Suite("Listings for programs") struct ListingTests {
  /// A database with one finished GMF run of two epochs, and one that is planned.
  private func withRuns(_ body: (_ folder: String, _ database: [String]) throws -> Void) throws {
    try Program.withFolder(isInMemory: true) { folder in
      let spec = #"""
        {"name": "small", "settings": {"dataset": "sample", "model": "gmf", "epochs": 2, "factors": 8},
         "sweep": {"seed": [1, 2]}}
        """#
      let sweep = try Sweep(folder, specification: spec)
      let one = ["run", sweep.spec, "--db", sweep.database, "--quiet", "--set", "seed=1"]
      #expect(try Program.run(one).exitCode == 0)
      try body(folder, ["--db", sweep.database])
    }
  }

  private func json(_ arguments: [String], exitCode: Int32 = 0) throws -> Any {
    let outcome = try Program.run(arguments + ["--json"])
    #expect(outcome.exitCode == exitCode, "\(outcome.errors)")
    return try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
  }

  private static let runKeys: Set<String> = [
    "run", "state", "dataset", "dataset_digest", "method", "selection", "protocol", "settings", "environment",
    "started", "ended", "last_epoch", "best_epoch", "best", "last", "parameter_count",
  ]

  @Test("runs") func runs() throws {
    try withRuns { _, database in
      let runs = try #require(try json(["runs"] + database) as? [[String: Any]])
      #expect(runs.count == 1 && Set(runs[0].keys) == Self.runKeys)
      #expect(runs[0]["state"] as? String == "finished" && runs[0]["last_epoch"] as? Int == 2)
      #expect((runs[0]["settings"] as? [String: Any])?["learning_rate"] as? Double == 0.001)
      #expect(
        runs[0]["protocol"] as? [String: String] == [
          "held_out": "latest", "listed_positives": "keep", "own_negative": "left_out",
          "select_by": "hr@10", "test_negatives": "listed", "ties": "against",
        ])
      #expect(((runs[0]["best"] as? [String: Any])?["hit_ratios"] as? [Double])?.count == 10)
      #expect(try (json(["runs", "--model", "mlp"] + database) as? [Any])?.isEmpty == true)
    }
  }

  @Test("show") func show() throws {
    try withRuns { _, database in
      let runs = try #require(try json(["runs"] + database) as? [[String: Any]])
      let identity = try #require(runs[0]["run"] as? String)
      let shown = try #require(try json(["show", String(identity.prefix(8))] + database) as? [String: Any])
      #expect(Set(shown.keys) == ["run", "epochs"])
      #expect(Set((shown["run"] as? [String: Any] ?? [:]).keys) == Self.runKeys)
      let epochs = try #require(shown["epochs"] as? [[String: Any]])
      #expect(epochs.map { $0["epoch"] as? Int } == [0, 1, 2])
      #expect(
        Set(epochs[1].keys) == ["epoch", "loss", "metrics", "training_seconds", "evaluation_seconds"])
    }
  }

  /// What the run measured is what its kept weights measure again.
  @Test("what is in the lists of runs with a full ranking") func lists() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let spec = #"""
        {"name": "small", "full_ranking": true,
         "settings": {"dataset": "sample", "method": "gmf", "epochs": 1, "factors": 8}}
        """#
      let sweep = try Sweep(folder, specification: spec)
      let database = ["--db", sweep.database]
      #expect(try Program.run(["run", sweep.spec, "--keep-weights", "--quiet"] + database).exitCode == 0)
      let runs = try #require(try json(["runs"] + database) as? [[String: Any]])
      #expect(Set(runs[0].keys) == Self.runKeys.union(["top_lists"]))
      let stored = try #require(runs[0]["top_lists"] as? [String: [String: Double]])
      #expect(Set(stored.keys) == ["sampled", "full"])
      #expect(
        Set(stored["full", default: [:]].keys) == [
          "coverage@10", "gini@10", "entropy@10", "epc@10", "efd@10", "arp@10", "aplt@10", "aclt@10", "auc",
        ])
      let identity = try #require(runs[0]["run"] as? String)
      let evaluated = try #require(
        try json(["evaluate", "--run", identity, "--full"] + database) as? [String: Any])
      #expect(evaluated["top_lists"] as? [String: [String: Double]] == stored)
      #expect(((evaluated["full"] as? [String: Any])?["hit_ratios"] as? [Double])?.count == 10)

      let coverage = String(Int(try #require(stored["full"]?["coverage@10"])))
      let listed = try Program.run(["runs", "--metrics", "coverage@10,ndcg@5"] + database).output
      #expect(listed.contains("sampled Coverage@10") && listed.contains("full Coverage@10"))
      #expect(listed.contains("best NDCG@5") && listed.contains(coverage) && !listed.contains("Gini"))
      let shown = try Program.run(["show", identity] + database).output
      #expect(shown.contains("full lists") && shown.contains("Coverage@10 \(coverage)"))
      let reported = try Program.run(
        ["report", sweep.spec, "--metrics", "coverage@10", "--output", folder] + database)
      #expect(reported.exitCode == 0, "\(reported.errors)")
      let csv = try String(contentsOfFile: "\(folder)/small.csv", encoding: .utf8)
      #expect(csv.contains("full Coverage@10") && csv.contains(",\(coverage),") && csv.contains("best HR@10"))
    }
  }

  @Test("plan") func plan() throws {
    try withRuns { folder, database in
      let plan = try #require(try json(["plan", "\(folder)/sweep.json"] + database) as? [String: Any])
      #expect(Set(plan.keys) == ["experiments", "runs", "absent", "later"])
      let runs = try #require(plan["runs"] as? [[String: Any]])
      #expect(runs.map { $0["state"] as? String } == ["finished", "planned"])
      #expect(
        Set(runs[0].keys) == [
          "run", "state", "dataset", "dataset_digest", "method", "selection", "protocol", "settings",
          "prerequisites", "is_added",
        ])
      let favoured = try #require(
        try json(["plan", "\(folder)/sweep.json", "--set", "ties=for"] + database) as? [String: Any])
      let first = (favoured["runs"] as? [[String: Any]])?.first
      #expect((first?["protocol"] as? [String: String])?["ties"] == "for")
      let quick = ["plan", "experiments/quickstart.json", "--set", "pretraining=true"] + database
      let pretrained = try #require(try json(quick) as? [String: Any])
      let neumf = (pretrained["runs"] as? [[String: Any]])?.first { $0["method"] as? String == "neumf" }
      #expect(Set((neumf?["prerequisites"] as? [String: String] ?? [:]).keys) == ["gmf", "mlp"])
      let absent = ["plan", "experiments/he-2017/figure-6.json", "--data", folder] + database
      let empty = try #require(try json(absent) as? [String: Any])
      #expect((empty["runs"] as? [Any])?.isEmpty == true)
      let missing = try #require((empty["absent"] as? [[String: Any]])?.first)
      #expect(Set(missing.keys) == ["dataset", "problem", "runs_left_out", "runs"])
      let left = try #require(missing["runs"] as? [[String: Any]])
      #expect(left.map { $0["method"] as? String } == ["gmf", "mlp", "neumf"])
      #expect(
        Set(left[0].keys) == ["dataset", "method", "selection", "protocol", "settings", "is_added"])
    }
  }

  @Test("status") func status() throws {
    try withRuns { _, database in
      let status = try #require(try json(["status"] + database) as? [String: Any])
      #expect(Set(status.keys) == ["experiments", "total", "failures", "task_endings"])
      let counts: Set<String> = [
        "runs", "finished", "to_collect", "running", "queued", "failed", "interrupted", "planned",
      ]
      let experiments = try #require(status["experiments"] as? [[String: Any]])
      #expect(experiments.count == 1 && Set(experiments[0].keys) == counts.union(["name"]))
      #expect(experiments[0]["finished"] as? Int == 1)
      #expect(Set((status["total"] as? [String: Any] ?? [:]).keys) == counts)
    }
  }

  @Test("verify, and a run that contradicts itself") func verify() throws {
    try withRuns { folder, database in
      let keys: Set<String> = ["run", "is_sound", "is_repeated", "problems"]
      let sound = try #require(try json(["verify", "--all"] + database) as? [[String: Any]])
      #expect(Set(sound[0].keys) == keys && sound[0]["is_sound"] as? Bool == true)
      let file = "\(folder)/runs.jsonl"
      #expect(try Program.run(["export", file] + database).exitCode == 0)
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try text.replacing(#/"best_epoch":\d+/#, with: #""best_epoch":0"#)
        .write(toFile: file, atomically: true, encoding: .utf8)
      let other = ["--db", "\(folder)/other.sqlite"]
      #expect(try Program.run(["import", file] + other).exitCode == 0)
      let wrong = try #require(try json(["verify", "--all"] + other, exitCode: 1) as? [[String: Any]])
      #expect(wrong[0]["is_sound"] as? Bool == false && (wrong[0]["problems"] as? [String])?.isEmpty == false)
    }
  }

  @Test("verdict") func verdict() throws {
    try withRuns { folder, database in
      let sheet = try #require(
        try json(["verdict", "--output", folder, "--set", "dataset=sample"] + database) as? [String: Any])
      let file = try #require(FileManager.default.contents(atPath: "\(folder)/verdicts.json"))
      let written = try #require(try JSONSerialization.jsonObject(with: file) as? NSDictionary)
      #expect(written == sheet as NSDictionary)
    }
  }

  @Test("data info, data verify and weights info") func dataAndWeights() throws {
    try withRuns { folder, database in
      let info = try #require(try json(["data", "info", "sample"]) as? [[String: Any]])
      #expect(
        Set(info[0].keys) == [
          "name", "folder", "users", "items", "interactions", "pairs", "training_rows",
          "training_interactions", "test_cases", "sparsity", "minimum_per_user", "median_per_user",
          "maximum_per_user", "digest", "oddities",
        ])
      let verified = try #require(try json(["data", "verify", "sample"]) as? [String: Any])
      #expect(
        Set(verified.keys).isSuperset(of: ["name", "digest", "files", "lists_with_own_test_item", "oddities"])
      )
      let train = ["train", "--model", "gmf", "--dataset", "sample", "--epochs", "1", "--verbose", "0"]
      #expect(try Program.run(train + database + ["--out", "\(folder)/gmf.npz"]).exitCode == 0)
      let weights = try #require(try json(["weights", "info", "\(folder)/gmf.npz"]) as? [String: Any])
      #expect(Set(weights.keys) == ["file", "method", "digest", "tensors"])
    }
  }

  /// In runs, plan, progress and failures alike.
  @Test("runs are named by what tells them apart") func names() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let spec = #"""
        {"name": "towers", "settings": {"dataset": "sample", "model": "mlp", "epochs": 1},
         "sweep": {"layers": [[64, 32, 16, 8], [32, 32, 16, 8]]}}
        """#
      let sweep = try Sweep(folder, specification: spec)
      let run = try Program.run(["run", sweep.spec, "--db", sweep.database])
      #expect(run.exitCode == 0, "\(run.errors)")
      for outcome in [
        run, try Program.run(["runs", "--db", sweep.database]),
        try Program.run(["plan", sweep.spec, "--db", sweep.database]),
        try Program.run(["verify", "--all", "--db", sweep.database]),
        try Program.run(["watch", "--once", "--db", sweep.database]),
      ] {
        let text = outcome.output + outcome.errors
        #expect(text.contains("MLP · depth 3") && text.contains("MLP · layers 32,32,16,8"), "\(text)")
        #expect(!text.contains("sample · MLP"))
      }
      let listing = try Program.run(["runs", "--db", sweep.database])
      #expect(listing.output.contains("all runs: sample · factors 8 · negatives 4 · epochs 1 · seed 42"))
    }
  }

  @Test("show does not cut long names") func longNames() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let database = ["--db", "\(folder)/ncf.sqlite"]
      let run = [
        "run", "experiments/quickstart.json", "--quiet", "--set", "pretraining=true", "--set", "epochs=1",
      ]
      #expect(try Program.run(run + database).exitCode == 0)
      let runs = try #require(try json(["runs", "--model", "neumf"] + database) as? [[String: Any]])
      let shown = try Program.run(["show", try #require(runs[0]["run"] as? String)] + database)
      #expect(shown.output.contains(#/\npretraining_alpha +0\.5\n/#), "\(shown.output)")
    }
  }
}
