import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFRandom
import NCFStore
import NCFTestSupport
import Testing

/// Files changed at random give results or one clear error; nothing else happens.
@Suite struct MutationTests {
  let folder: TemporaryFolder
  let all = (0..<4).map(Sample.identity)

  init() throws { folder = try TemporaryFolder(inMemory: true) }

  @Test func mutatedDatabasesNeverCrash() throws {
    do {
      let store = try folder.store()
      try store.register(experiment: "e", specification: "{}", runs: (0..<4).map { Sample.run($0) })
      try Sample.finish(Sample.run(0), 0, in: store)
      try Sample.finish(Sample.run(1), 1, in: store)
      _ = try store.begin(Sample.run(2), environment: Sample.environment)
    }
    let original = try #require(FileManager.default.contents(atPath: folder.path("ncf.sqlite")))
    var generator = SeededGenerator(seed: 2, stream: "database")
    var refused = 0
    for round in 0..<2000 {
      var bytes = original
      for _ in 0...generator.uniform(below: 4) { Self.mutate(&bytes, &generator) }
      let path = folder.path("mutated-\(round).sqlite")
      try bytes.write(to: URL(fileURLWithPath: path))
      do {
        try use(path, mode: round.isMultiple(of: 3) ? .readOnly : .readWrite)
      } catch let error as InputError {
        refused += 1
        #expect(!error.description.contains("\n"))
      }
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
    #expect(refused > 100)
  }

  private func use(_ path: String, mode: ResultStore.Mode) throws {
    let store = try ResultStore(path: path, mode: mode)
    _ = try store.runs()
    _ = try store.runs(matching: RunFilter(experiment: "e", method: "neumf", factors: 8))
    _ = try store.experiments()
    _ = try store.states(of: all)
    for record in try store.records(of: all).values {
      #expect(record.result?.best.hitRatios.count ?? 10 == 10)
    }
    _ = try store.run(withPrefix: all[1].short)
    guard mode == .readWrite, try store.begin(Sample.run(3), environment: Sample.environment) != nil else {
      return
    }
    try store.record(Sample.epoch(0, of: 3), of: all[3])
    try store.finish(all[3], result: Sample.result(3))
    try store.register(experiment: "e", specification: "", runs: [Sample.run(1), Sample.run(7)])
  }

  @Test func mutatedExportsNeverCrash() throws {
    let store = try folder.store()
    let runs = (0..<2).map { Sample.genuine($0) }
    for (number, run) in runs.enumerated() { try Sample.finish(run, number, in: store) }
    let file = folder.path("runs.jsonl")
    _ = try store.export(identities: runs.map(\.identity), to: file)
    let original = try #require(FileManager.default.contents(atPath: file))
    var generator = SeededGenerator(seed: 3, stream: "export")
    let before = try store.records(of: runs.map(\.identity))
    for _ in 0..<1000 {
      var bytes = original
      for _ in 0...generator.uniform(below: 3) { Self.mutate(&bytes, &generator) }
      try bytes.write(to: URL(fileURLWithPath: file))
      do {
        _ = try store.importRuns(from: file)
      } catch is InputError {}
    }
    let after = try store.records(of: runs.map(\.identity))
    for (identity, record) in before { #expect(after[identity] == record) }
  }

  /// Changes a byte or a bit, overwrites a stretch with one byte, or cuts the end.
  private static func mutate(_ bytes: inout Data, _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let position = Int(generator.uniform(below: UInt32(bytes.count)))
    switch generator.uniform(below: 8) {
    case 0...2: bytes[position] = UInt8(generator.uniform(below: 256))
    case 3...4: bytes[position] ^= 1 << UInt8(generator.uniform(below: 8))
    case 5:
      // The first page holds the header and the tables' definitions.
      bytes[position % min(bytes.count, 4096)] = UInt8(generator.uniform(below: 256))
    case 6:
      let end = min(bytes.count, position + 1 + Int(generator.uniform(below: 200)))
      bytes.replaceSubrange(
        position..<end, with: repeatElement(UInt8(generator.uniform(below: 256)), count: end - position))
    default:
      if generator.uniform(below: 8) == 0 { bytes = bytes.prefix(position) }
    }
  }
}
