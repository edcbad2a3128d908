import Foundation
import NCFModels
import Testing

@Suite("Data and weights, in and out") struct InterchangeTests {
  @Test("prepare makes a data set that info and verify read, the same twice") func prepare() throws {
    try Program.withFolder { folder in
      var log = "customer,sku,date\n"
      for user in 0..<30 {
        for step in 0..<8 { log += "c\(user),s\((user * 3 + step * step) % 40),\(step)\n" }
      }
      try log.write(toFile: "\(folder)/log.csv", atomically: true, encoding: .utf8)
      let command = [
        "data", "prepare", "\(folder)/log.csv", "--name", "shop", "--user-column", "customer",
        "--item-column",
        "sku", "--time-column", "date", "--core", "2", "--negatives", "20", "--output",
      ]
      for output in ["a", "b"] {
        let outcome = try Program.run(command + ["\(folder)/\(output)"])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("240 records read"))
        #expect(outcome.output.contains("shop.users.tsv"))
      }
      for file in ["shop.train.rating", "shop.test.rating", "shop.test.negative", "shop.items.tsv"] {
        #expect(
          FileManager.default.contentsEqual(atPath: "\(folder)/a/\(file)", andPath: "\(folder)/b/\(file)"))
      }
      let verified = try Program.run(["data", "verify", "shop", "--data", "\(folder)/a"])
      #expect(verified.exitCode == 0, "\(verified.errors)")
      #expect(verified.output.contains("well formed"))
      let info = try Program.run(["data", "info", "shop", "--json", "--data", "\(folder)/a"])
      let list = try #require(JSONSerialization.jsonObject(with: Data(info.output.utf8)) as? [[String: Any]])
      #expect(list.count == 1 && list[0]["users"] as? Int == 30)
      #expect(try Program.run(command + ["\(folder)/a"]).exitCode == 73)
    }
  }

  @Test("prepare says what it guessed, and holds out what a file has") func prepareLists() throws {
    try Program.withFolder { folder in
      let lists = (0..<20).map { user in (0..<9).map { (user * 7 + $0 * 3) % 50 } }
      for (name, range) in [("train", 0..<6), ("test", 6..<9)] {
        let lines = lists.enumerated().map { user, items in
          ([user] + items[range]).map(String.init).joined(separator: " ") + "\n"
        }
        try lines.joined().write(toFile: "\(folder)/\(name).txt", atomically: true, encoding: .utf8)
      }
      let command = ["data", "prepare", "\(folder)/train.txt", "--name", "lists", "--negatives", "20"]
      let held = ["--test", "\(folder)/test.txt", "--output", "\(folder)/lists"]
      let outcome = try Program.run(command + held)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      #expect(outcome.errors.hasPrefix("\(folder)/train.txt: guessed that the format is adjacency"))
      #expect(outcome.errors.contains("120 to train on, 60 held out"))
      let verified = try Program.run(["data", "verify", "lists", "--data", "\(folder)/lists"])
      #expect(verified.exitCode == 0, "\(verified.errors)")

      let two = try Program.run(command + held + ["--hold-out", "random"])
      #expect(two.exitCode == 65)
      #expect(two.errors.contains("--test goes with --hold-out file, found --hold-out random"))
      #expect(try Program.run(command + ["--hold-out", "time"]).errors.contains("needs --at"))
      #expect(try Program.run(command + ["--at", "0.5"]).errors.contains("found no times"))
    }
  }

  @Test("a fetch from where nobody answers is 66, one line, and nothing is kept") func fetch() throws {
    try Program.withFolder { folder in
      // Port 9 of this machine: nobody listens there.
      let outcome = try Program.run(
        ["data", "fetch", "ml-1m", "--output", folder],
        environment: ["NCF_DATA_SOURCE": "http://127.0.0.1:9/"])
      #expect(outcome.exitCode == 66)
      #expect(
        outcome.errors.contains("error: http://127.0.0.1:9/ml-1m.train.rating: the connection was refused"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      #expect(try Program.run(["data", "fetch", "ml-2m"]).errors.contains("did you mean \"ml-1m\"?"))
    }
  }

  @Test("trained weights are converted, evaluated, recommended from and trained from") func weights() throws {
    try Program.withFolder { folder in
      let database = ["--db", "\(folder)/ncf.sqlite"]
      let train = ["train", "--dataset", "sample", "--epochs", "1", "--verbose", "0"] + database
      let gmf = try Program.run(train + ["--model", "gmf", "--out", "\(folder)/gmf.npz"])
      #expect(gmf.exitCode == 0, "\(gmf.errors)")
      #expect(
        try Program.run(train + ["--model", "mlp", "--layers", "16,8", "--out", "\(folder)/mlp.safetensors"])
          .exitCode == 0)
      #expect(
        try Program.run(["weights", "convert", "\(folder)/gmf.npz", "\(folder)/gmf.safetensors"]).exitCode
          == 0)

      // The weights measure what training measured.
      let evaluated = try Program.run([
        "evaluate", "--weights", "\(folder)/gmf.safetensors", "--dataset", "sample",
      ])
      #expect(evaluated.exitCode == 0, "\(evaluated.errors)")
      let last = try #require(evaluated.output.split(separator: "\n").last?.split(separator: " "))
      #expect(gmf.output.contains("HR@10 \(last[1])  NDCG@10 \(last[2])"))
      let other = try Program.run([
        "evaluate", "--weights", "\(folder)/gmf.npz", "--dataset", "sample", "--model", "mlp",
      ])
      #expect(other.exitCode == 65)

      let start = [
        "--model", "neumf", "--mf-pretrain", "\(folder)/gmf.npz", "--mlp-pretrain",
        "\(folder)/mlp.safetensors",
      ]
      let first = try Program.run(train + start)
      #expect(first.exitCode == 0, "\(first.errors)")
      // The same weights from another file are the same run, other weights another one.
      let again = try Program.run(
        train + start.map { $0.replacingOccurrences(of: "gmf.npz", with: "gmf.safetensors") })
      #expect(again.output == first.output)
      let run = try #require(first.output.split(separator: " ").dropFirst().first).description

      let single = try Program.run(
        ["recommend", "--run", run, "--user", "42", "-k", "3", "--format", "csv"] + database)
      #expect(single.exitCode == 0, "\(single.errors)")
      #expect(single.output.split(separator: "\n").count == 4)
      let all = try Program.run(["recommend", "--run", run, "--format", "jsonl", "-k", "2"] + database)
      #expect(all.output.split(separator: "\n").count == 300)
      let lines = "3\n\n299\n"
      try lines.write(toFile: "\(folder)/users.txt", atomically: true, encoding: .utf8)
      let some = try Program.run(
        ["recommend", "--run", run, "--users", "\(folder)/users.txt", "--format", "jsonl", "-k", "2"]
          + database)
      let (chosen, every) = (some.output.split(separator: "\n"), all.output.split(separator: "\n"))
      #expect(chosen == [every[3], every[299]])
      #expect(try Program.run(["recommend", "--run", run, "--user", "300"] + database).exitCode == 65)
    }
  }

  @Test(
    "every method's saved weights are evaluated and recommended from",
    arguments: MethodRegistry.all.map(\.name))
  func everyMethod(name: String) throws {
    try Program.withFolder { folder in
      let file = "\(folder)/\(name).safetensors"
      let train = ["train", "--model", name, "--dataset", "sample", "--verbose", "0", "--out", file]
      let epochs = MethodRegistry.method(named: name)!.parameters.contains { $0.key == "epochs" }
      let trained = try Program.run(
        train + (epochs ? ["--epochs", "1"] : []) + ["--db", "\(folder)/ncf.sqlite"])
      #expect(trained.exitCode == 0, "\(trained.errors)")
      let evaluated = try Program.run(["evaluate", "--weights", file, "--dataset", "sample"])
      #expect(evaluated.exitCode == 0, "\(evaluated.errors)")
      let title = MethodRegistry.method(named: name)!.title
      #expect(evaluated.output.hasPrefix("\(title) on sample"))
      let last = try #require(evaluated.output.split(separator: "\n").last?.split(separator: " "))
      #expect(trained.output.contains("HR@10 \(last[1])  NDCG@10 \(last[2])"))
      let recommended = try Program.run([
        "recommend", "--weights", file, "--dataset", "sample", "--user", "1", "-k", "5", "--format", "csv",
      ])
      #expect(recommended.exitCode == 0, "\(recommended.errors)")
      let scores = recommended.output.split(separator: "\n").dropFirst()
        .compactMap { Double($0.split(separator: ",")[3]) }
      #expect(scores.count == 5)
      if ["mf", "mf-sgd", "gmf", "mlp", "neumf"].contains(name) {
        #expect(scores.allSatisfy { 0...1 ~= $0 })
      }
    }
  }

  @Test("weights that were not kept are 66, with the remedy") func missingWeights() throws {
    try Program.withFolder { folder in
      let database = ["--db", "\(folder)/ncf.sqlite"]
      let run = ["run", "experiments/quickstart.json", "--quiet", "--set", "model=gmf", "--set", "epochs=1"]
      #expect(try Program.run(run + database).exitCode == 0)
      let listing = try Program.run(["runs"] + database)
      let id = try #require(listing.output.split(separator: "\n").last?.split(separator: " ").first)
      let outcome = try Program.run(["recommend", "--run", String(id), "--user", "1"] + database)
      #expect(outcome.exitCode == 66)
      #expect(outcome.errors.contains("--keep-weights"))
    }
  }
}
