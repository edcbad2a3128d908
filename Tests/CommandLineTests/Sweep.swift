import Foundation
import GRDB
import Testing

/// A sweep over every kind of training that there is, in a folder: it takes about a second of work.
struct Sweep {
  static let specification = #"""
    {"name": "sweep", "settings": {"dataset": "sample", "epochs": 12, "batch_size": 128},
     "groups": [
      {"settings": {"model": "neumf", "pretraining": true, "factors": 8}},
      {"settings": {"model": "neumf", "factors": 16, "selection": "validation"}},
      {"settings": {"model": "bpr", "epochs": 60}, "sweep": {"learner": ["sgd", "adam"]}},
      {"settings": {"model": "eals", "factors": 32, "epochs": 60}},
      {"settings": {"model": "gmf"}, "sweep": {"learner": ["adagrad", "rmsprop"]}},
      {"sweep": {"model": ["itemknn", "itempop"]}}]}
    """#
  /// With the two runs that the pre-training needs.
  static let runCount = 11

  let folder: String

  /// - Parameter folder: Made if it is not there.
  init(_ folder: String, specification: String = specification) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try specification.write(toFile: spec, atomically: true, encoding: .utf8)
  }

  var spec: String { "\(folder)/sweep.json" }
  var database: String { "\(folder)/ncf.sqlite" }

  /// Saves checkpoints as often as it can.
  var command: [String] {
    ["run", spec, "--db", database, "--keep-weights", "--checkpoint-interval", "0.01", "--jobs", "2"]
  }

  /// What the sweep has found so far, line by line, without when, where and how fast.
  func numbers() throws -> [String] {
    let file = "\(folder)/runs.jsonl"
    let export = try Program.run(["export", file, "--db", database])
    #expect(export.exitCode == 0, "\(export.errors)")
    return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map { line in
      var run = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      for key in ["started", "ended", "environment"] { run[key] = nil }
      var epochs = try #require(run["epochs"] as? [[String: Any]])
      for index in epochs.indices {
        for key in ["training_seconds", "evaluation_seconds"] { epochs[index][key] = nil }
      }
      run["epochs"] = epochs
      return String(
        decoding: try JSONSerialization.data(withJSONObject: run, options: .sortedKeys), as: UTF8.self)
    }
  }

  /// The bytes of every file of weights.
  func weights() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/weights")
    return Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, FileManager.default.contents(atPath: "\(folder)/weights/\($0)") ?? Data())
      })
  }

  var checkpoints: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/checkpoints")) ?? []
  }

  /// Checks the database as SQLite does, and that no run is finished in part.
  func checkIntegrity() throws {
    try DatabaseQueue(path: database).read { (database: Database) throws -> Void in
      #expect(try String.fetchAll(database, sql: "PRAGMA integrity_check") == ["ok"])
      #expect(try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty)
      // Killed after the file was made and before its tables were.
      guard try database.tableExists("runs") else { return }
      let partial = """
        SELECT count(*) FROM runs WHERE status = 'finished' AND (
          best_epoch IS NULL OR parameter_count IS NULL OR ended_at IS NULL
          OR (SELECT count(*) FROM test_metrics WHERE run_id = runs.id) <> 2
          OR (SELECT count(*) FROM ranks WHERE run_id = runs.id) <> 1
          OR (SELECT count(*) FROM epochs WHERE run_id = runs.id)
            <> 1 + coalesce(json_extract(configuration, '$.values.epochs'), 0))
        """
      #expect(try Int.fetchOne(database, sql: partial) == 0)
      let early = "SELECT count(*) FROM ranks JOIN runs ON runs.id = run_id WHERE status <> 'finished'"
      #expect(try Int.fetchOne(database, sql: early) == 0)
    }
  }
}
