import Foundation
import Testing

/// Data sets as people publish them, from the command line.
@Suite("Data as published") struct PublishedDataTests {
  /// User 0's first row stands twice, user 1's list holds a training item of theirs, and user 2 has no training row.
  private func withOddData(_ body: (_ folder: String) throws -> Void) throws {
    try Program.withFolder { folder in
      for (name, text) in [
        ("odd.train.rating", "0\t1\t1\n0\t2\t1\n0\t1\t1\n1\t3\t1\n1\t4\t1\n"),
        ("odd.test.rating", "0\t3\t1\n1\t1\t1\n2\t5\t1\n"),
        ("odd.test.negative", "(0,3)\t4\t5\n(1,1)\t3\t2\n(2,5)\t1\t2\n"),
      ] { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
      try body(folder)
    }
  }

  @Test("what is odd is said in a line each, and counted for programs") func verify() throws {
    try withOddData { folder in
      let verified = try Program.run(["data", "verify", "odd", "--data", folder])
      #expect(verified.exitCode == 0, "\(verified.errors)")
      #expect(verified.output.contains("5 training rows: 4 pairs of a user and an item"))
      #expect(verified.output.contains("repeat a pair of a user and an item: 1 of 5; a pair counts once"))
      #expect(verified.output.contains("training items of their user: 1, in 1 lists; they compete, unless"))
      #expect(verified.output.contains("without a training row: 1;"))
      let info = try Program.run(["data", "info", "odd", "--json", "--data", folder])
      let list = try #require(JSONSerialization.jsonObject(with: Data(info.output.utf8)) as? [[String: Any]])
      #expect(list[0]["interactions"] as? Int == 8 && list[0]["pairs"] as? Int == 7)
      let oddities = try #require(list[0]["oddities"] as? [[String: Any]])
      #expect(
        oddities.map { $0["kind"] as? String } == [
          "repeated_training_rows", "listed_positives", "test_rows_of_untrained_items",
          "test_users_without_training", "unused_ids",
        ])
    }
  }

  @Test("a run says it once, in a line, and listed positives may be left out") func run() throws {
    try withOddData { folder in
      let command = [
        "train", "--model", "itempop", "--dataset", "odd", "--data", folder, "--db", "\(folder)/ncf.sqlite",
      ]
      let kept = try Program.run(command)
      #expect(kept.exitCode == 0, "\(kept.errors)")
      let lines = kept.errors.split(separator: "\n").filter { $0.hasPrefix("odd: ") }
      #expect(lines.count == 1 && lines[0].contains("listed positives 1, "), "\(kept.errors)")
      // Items 1 to 4 have one interaction each, item 5 none: the ranks are 2, 3 and 3, and then 2, 2 and 3.
      #expect(kept.output.contains("HR@10 1.0000  NDCG@10 0.5436"), "\(kept.output)")
      let left = try Program.run(command + ["--set", "listed_positives=leave_out"])
      #expect(left.output.contains("listed_positives leave_out"), "\(left.output)")
      #expect(left.output.contains("HR@10 1.0000  NDCG@10 0.5873"), "\(left.output)")
    }
  }

  @Test("data of an exact number of rows are made") func synth() throws {
    try Program.withFolder { folder in
      let command = ["data", "synth", "made", "--output", folder, "--users", "40", "--items", "150"]
      let made = try Program.run(command + ["--rows", "800", "--repeats", "0.05"])
      #expect(made.exitCode == 0, "\(made.errors)")
      let info = try Program.run(["data", "info", "made", "--json", "--data", folder])
      let list = try #require(JSONSerialization.jsonObject(with: Data(info.output.utf8)) as? [[String: Any]])
      #expect(list[0]["interactions"] as? Int == 800 && list[0]["pairs"] as? Int == 760)
      #expect(try Program.run(command + ["--rows", "800", "--mean", "20"]).exitCode == 64)
      #expect(try Program.run(command + ["--repeats", "0.1"]).exitCode == 64)
    }
  }
}
