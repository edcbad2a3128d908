import Foundation
import GRDB
import NCFRandom
import Testing

@Suite("Databases and files that were damaged") struct DamageTests {
  @Test("are refused by every command, and stay as they are") func database() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder)
      let run = [
        "run", "experiments/quickstart.json", "--db", sweep.database, "--set", "epochs=1", "--quiet",
      ]
      #expect(try Program.run(run).exitCode == 0)
      let whole = try checkpointed(sweep.database)
      var generator = SeededGenerator(seed: 1, stream: "damage")
      let noise = Data((0..<whole.count).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
      for (name, content) in [
        ("noise", noise), ("text", Data("no database\n".utf8)), ("cut in the header", whole.prefix(50)),
        ("noise behind the header", whole.prefix(4096) + noise.dropFirst(4096)),
        ("cut in half", whole.prefix(whole.count / 2)),
      ] {
        let path = "\(folder)/damaged.sqlite"
        try content.write(to: URL(fileURLWithPath: path))
        for command in [["runs"], ["run", sweep.spec, "--quiet"], ["export", "\(folder)/out.jsonl"]] {
          let outcome = try Program.run(command + ["--db", path])
          #expect(outcome.exitCode == 65, "\(name), \(command[0]): \(outcome.exitCode) \(outcome.errors)")
          #expect(outcome.errors.split(separator: "\n").count == 1, "\(name): \(outcome.errors)")
          #expect(FileManager.default.contents(atPath: path) == content, "\(name), \(command[0])")
        }
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/out.jsonl"))
    }
  }

  @Test("weights that others start from are named, and the rest of the sweep goes on") func weights() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let spec = #"""
        {"name": "sweep", "settings": {"dataset": "sample", "epochs": 1},
         "groups": [{"settings": {"model": "neumf", "pretraining": true}}, {"settings": {"model": "bpr"}}]}
        """#
      let sweep = try Sweep(folder, specification: spec)
      let gmf = ["--model", "gmf", "--dataset", "sample", "--epochs", "1", "--verbose", "0"]
      #expect(try Program.run(["train"] + gmf + ["--db", sweep.database]).exitCode == 0)
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/weights")
      try Data("noise".utf8).write(to: URL(fileURLWithPath: "\(folder)/weights/\(files[0])"))
      let outcome = try Program.run(["run", sweep.spec, "--db", sweep.database, "--quiet"])
      #expect(outcome.exitCode == 65 || outcome.exitCode == 1)
      #expect(outcome.errors.contains(files[0]), "\(outcome.errors)")
    }
  }

  /// The content of a database whose log has been merged into it, as the last writer does at its end.
  private func checkpointed(_ path: String) throws -> Data {
    try DatabaseQueue(path: path).writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    return try #require(FileManager.default.contents(atPath: path))
  }
}
