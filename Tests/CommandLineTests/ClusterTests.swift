import Foundation
import Testing

@Suite("Sweeps in shards, without a queue") struct ClusterTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("three shards, collected, are the sweep") func shards() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let whole = try Sweep("\(folder)/whole")
      #expect(try Program.run(whole.command + ["--quiet"]).exitCode == 0)
      let parts = try Sweep("\(folder)/parts")
      for number in 1...3 {
        let outcome = try Program.run(parts.command + ["--quiet", "--shard", "\(number)/3"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
      }
      let status = try object(try Program.run(["status", "--json", "--db", parts.database]).output)
      let total = try #require(status["total"] as? [String: Any])
      #expect(total["to_collect"] as? Int == Sweep.runCount && total["runs"] as? Int == Sweep.runCount)

      let collect = ["collect", "--json", "--db", parts.database]
      let first = try object(try Program.run(collect).output)
      #expect(first["runs_added"] as? Int == Sweep.runCount && first["shards"] as? Int == 3)
      #expect(first["weights_added"] as? Int == Sweep.runCount)
      let second = try object(try Program.run(collect).output)
      #expect(second["runs_added"] as? Int == 0 && second["runs_known"] as? Int == Sweep.runCount)
      #expect(second["weights_added"] as? Int == 0)
      #expect(try parts.numbers() == whole.numbers())
      #expect(try parts.weights() == whole.weights())
      try parts.checkIntegrity()

      // What was collected is not done again, however the plan is cut.
      let again = try Program.run(parts.command + ["--quiet", "--shard", "1/2"])
      #expect(again.output == "no runs\n" && again.exitCode == 0)
      // The sweep itself finds everything done.
      #expect(try Program.run(parts.command).output == "\(Sweep.runCount) finished before\n")
    }
  }

  @Test("the tasks of a submission can be run by hand, earlier stages first") func tasks() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder)
      let shards = "\(folder)/shards/sweep"
      let submit = [
        "submit", sweep.spec, "--db", sweep.database, "--dry-run", "--keep-weights", "--chunk", "4", "--time",
        "1:00:00", "--partition", "cpu",
      ]
      let dry = try Program.run(submit)
      #expect(dry.exitCode == 0, "\(dry.errors)")
      #expect(
        dry.output == """
          11 runs: 11 to submit
          sbatch --parsable \(shards)/stage-1.sbatch
          sbatch --parsable --dependency=afterany:STAGE-1 \(shards)/stage-2.sbatch

          """)
      #expect(!FileManager.default.fileExists(atPath: sweep.database))
      let script = try String(contentsOfFile: "\(shards)/stage-1.sbatch", encoding: .utf8)
      #expect(script.contains("#SBATCH --partition=cpu\n#SBATCH --time=1:00:00\n"))
      #expect(script.contains("#SBATCH --array=1-3\n") && script.contains("(\n  1 2 3\n)"))

      // The second stage has nothing to start from yet.
      let early = try Program.run(["task", shards, "4"])
      #expect(early.exitCode == 1 && early.errors.contains("has not been trained yet"))
      for number in ["1", "2", "3", "4"] {
        let task = try Program.run(["task", shards, number])
        #expect(task.exitCode == 0, "\(task.errors)")
      }
      #expect(try Program.run(submit).output == "11 runs: 11 finished\n")
      #expect(try Program.run(["collect", shards, "--db", sweep.database]).exitCode == 0)
      #expect(try sweep.numbers().count == Sweep.runCount)
      let whole = try Sweep("\(folder)/whole")
      #expect(try Program.run(whole.command + ["--quiet"]).exitCode == 0)
      #expect(try sweep.numbers() == whole.numbers())
      #expect(try sweep.weights() == whole.weights())
    }
  }

  @Test("a task that was killed goes on when its shard is submitted again") func killedTask() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let long = #"{"name": "long", "settings": {"dataset": "sample", "model": "neumf", "epochs": 150}}"#
      let sweep = try Sweep(folder, specification: long)
      let shards = "\(folder)/shards/long"
      let submit = [
        "submit", sweep.spec, "--db", sweep.database, "--dry-run", "--checkpoint-interval", "0.01",
      ]
      #expect(try Program.run(submit).exitCode == 0)
      let killed = try Program.start(["task", shards, "1"])
      let checkpoints = "\(shards)/00001/checkpoints"
      while (try? FileManager.default.contentsOfDirectory(atPath: checkpoints))?
        .contains(where: { $0.hasSuffix(".checkpoint") }) != true
      {
        try #require(killed.isRunning)
        usleep(1000)
      }
      kill(killed.processIdentifier, SIGKILL)
      killed.waitUntilExit()
      let status = try object(try Program.run(["status", "--json", "--db", sweep.database]).output)
      #expect((status["total"] as? [String: Any])?["interrupted"] as? Int == 1)
      #expect(try Program.run(submit).output.hasPrefix("1 runs: 1 to submit\n"))
      let again = try Program.run(["task", shards, "1"])
      #expect(again.exitCode == 0 && again.errors.contains("goes on after epoch"), "\(again.errors)")
      #expect(try Program.run(submit).output == "1 runs: 1 finished\n")
    }
  }

  @Test("a run that failed is submitted again only when asked for") func failedRun() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let diverging = #"""
        {"name": "bad", "settings": {"dataset": "sample", "model": "gmf", "learner": "sgd", "epochs": 3, "batch_size": 1},
         "sweep": {"learning_rate": [10, 0.01], "l2_embeddings": [1.5]}}
        """#
      let sweep = try Sweep(folder, specification: diverging)
      let submit = ["submit", sweep.spec, "--db", sweep.database, "--dry-run", "--chunk", "2"]
      #expect(try Program.run(submit).exitCode == 0)
      #expect(try Program.run(["task", "\(folder)/shards/bad", "1"]).exitCode == 1)
      #expect(
        try Program.run(submit).output
          == "2 runs: 1 finished, 1 failed (--retry-failed submits them again)\n")
      let retried = try Program.run(submit + ["--retry-failed"])
      #expect(retried.output.hasPrefix("2 runs: 1 finished, 1 to submit\n"))
      let status = try Program.run(["status", "--db", sweep.database])
      #expect(status.output.contains("failed: ") && status.output.contains("to collect"))
    }
  }

  @Test("a shard of other numbers is refused, and the others are collected") func conflict() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder)
      for number in ["1/2", "2/2"] {
        #expect(try Program.run(sweep.command + ["--quiet", "--shard", number]).exitCode == 0)
      }
      #expect(try Program.run(["collect", "--db", sweep.database]).exitCode == 0)
      let file = "\(folder)/shards/sweep/1-of-2/runs.jsonl"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try text.replacing(#/"parameter_count":\d+/#, with: #""parameter_count":1"#, maxReplacements: 1)
        .write(toFile: file, atomically: true, encoding: .utf8)
      let outcome = try Program.run(["collect", "--json", "--db", sweep.database])
      #expect(outcome.exitCode == 65 && outcome.errors.contains("is stored with other numbers"))
      let report = try object(outcome.output)
      #expect(report["shards"] as? Int == 1 && report["shards_refused"] as? Int == 1)
    }
  }

  @Test("wrong shards, folders and limits are one line") func wrongInput() throws {
    try Program.withFolder { folder in
      let run = ["run", "experiments/quickstart.json", "--db", "\(folder)/ncf.sqlite", "--shard"]
      for shard in ["0/3", "4/3", "1", "a/b", "1/2/3", "-1/3"] {
        #expect(try Program.run(run + [shard]).exitCode == 64)
      }
      #expect(try Program.run(["task", folder, "1"]).exitCode == 66)
      #expect(try Program.run(["collect", "\(folder)/no", "--db", "\(folder)/ncf.sqlite"]).exitCode == 66)
      let submit = ["submit", "experiments/quickstart.json", "--db", "\(folder)/ncf.sqlite", "--dry-run"]
      for option in [["--time", "1h"], ["--chunk", "0"], ["--cpus", "0"], ["--sbatch", "x"]] {
        #expect(try Program.run(submit + option).exitCode == 64)
      }
      #expect(try Program.run(submit).exitCode == 0)
      let task = try Program.run(["task", "\(folder)/shards/quickstart", "9"])
      #expect(task.exitCode == 65 && task.errors.contains("expected a shard from 1 to 3"))
    }
  }
}
