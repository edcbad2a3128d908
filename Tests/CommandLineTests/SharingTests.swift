import Foundation
import GRDB
import NCFStore
import Testing

@Suite("Several processes on one database") struct SharingTests {
  /// How often each run was begun afresh, which a trigger counts.
  private func countBeginnings(_ database: String) throws {
    _ = try ResultStore(path: database, mode: .readWrite)
    try DatabaseQueue(path: database).write { database in
      try database.execute(
        sql: """
          CREATE TABLE beginnings (run_id INTEGER NOT NULL);
          CREATE TRIGGER count_beginnings AFTER INSERT ON epochs WHEN new.epoch = 0
          BEGIN INSERT INTO beginnings VALUES (new.run_id); END
          """)
    }
  }

  private func expectEachRunOnce(_ sweep: Sweep, _ count: Int) throws {
    let beginnings = try DatabaseQueue(path: sweep.database).read {
      try Int.fetchAll($0, sql: "SELECT count(*) FROM beginnings GROUP BY run_id")
    }
    #expect(beginnings == Array(repeating: 1, count: count))
    try sweep.checkIntegrity()
    let numbers = try sweep.numbers()
    #expect(numbers.count == count)
  }

  private func runAtOnce(_ commands: [[String]]) throws -> [Program.Outcome] {
    let outcomes = LockedOutcomes(count: commands.count)
    let group = DispatchGroup()
    for (index, command) in commands.enumerated() {
      group.enter()
      Thread {
        outcomes.set(index, Result { try Program.run(command) })
        group.leave()
      }.start()
    }
    group.wait()
    return try outcomes.all()
  }

  @Test("do each run of one spec once") func sameSpec() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder)
      try countBeginnings(sweep.database)
      let outcomes = try runAtOnce(Array(repeating: sweep.command, count: 3))
      for outcome in outcomes {
        #expect(outcome.exitCode == 0, "\(outcome.errors.suffix(400))")
        #expect(!outcome.errors.contains("locked"))
      }
      #expect(outcomes.map { finished($0.output) }.reduce(0, +) == Sweep.runCount)
      try expectEachRunOnce(sweep, Sweep.runCount)
      #expect(sweep.checkpoints.isEmpty)
    }
  }

  @Test("do each run of two specs that overlap once") func differentSpecs() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let spec = { (name: String, epochs: String) in
        #"{"name": "\#(name)", "settings": {"dataset": "sample"}, "sweep": {"model": ["gmf", "mlp", "bpr"], "epochs": \#(epochs)}}"#
      }
      let first = try Sweep(folder, specification: spec("one", "[1, 2, 3, 4]"))
      let other = "\(folder)/other.json"
      try spec("two", "[3, 4, 5]").write(toFile: other, atomically: true, encoding: .utf8)
      try countBeginnings(first.database)
      var second = first.command
      second[1] = other
      for outcome in try runAtOnce([first.command, second]) {
        #expect(outcome.exitCode == 0, "\(outcome.errors.suffix(400))")
        #expect(!outcome.errors.contains("locked"))
      }
      try expectEachRunOnce(first, 15)
    }
  }

  /// "3 finished, 8 finished before" → 3
  private func finished(_ output: String) -> Int {
    for part in output.split(whereSeparator: { $0 == "," || $0.isNewline }) {
      let words = part.split(separator: " ")
      if words.count == 2, words[1] == "finished" { return Int(words[0]) ?? 0 }
    }
    return 0
  }
}

/// Outcomes that several threads set.
private final class LockedOutcomes: @unchecked Sendable {
  private let lock = NSLock()
  private var outcomes: [Result<Program.Outcome, any Error>?]

  init(count: Int) { outcomes = Array(repeating: nil, count: count) }

  func set(_ index: Int, _ outcome: Result<Program.Outcome, any Error>) {
    lock.withLock { outcomes[index] = outcome }
  }

  func all() throws -> [Program.Outcome] {
    try lock.withLock { try outcomes.compactMap { try $0?.get() } }
  }
}
