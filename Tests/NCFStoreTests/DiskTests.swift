import Foundation
import NCFDiagnostics
import NCFModels
import NCFStore
import NCFTestSupport
import NCFWeights
import Testing

@Suite(.enabled(if: SmallDisk.isPossible, "needs the right to mount a disk"), .serialized)
struct DiskTests {
  static let weights = TensorBundle(["w": .init(shape: [2048], values: [Float](repeating: 1, count: 2048))])

  @Test func fullDiskWhileWriting() throws {
    let disk = try SmallDisk()
    let store = try ResultStore(path: disk.path("ncf.sqlite"), mode: .readWrite)
    try Sample.finish(Sample.run(1), 1, in: store)
    _ = try store.begin(Sample.run(2), environment: Sample.environment)
    try store.record(Sample.epoch(0, of: 2), of: Sample.identity(2))
    let before = try store.records(of: [Sample.identity(1), Sample.identity(2)])
    disk.fill()

    let long = String(repeating: "x", count: 600_000)
    expectFull { try store.register(experiment: "e", specification: long, runs: [Sample.run(3)]) }
    expectFull {
      for epoch in 1...1000 { try store.record(Sample.epoch(epoch, of: 2), of: Sample.identity(2)) }
    }
    expectFull { try store.saveWeights(Self.weights, of: Sample.identity(1)) }
    expectFull { _ = try store.export(identities: [Sample.identity(1)], to: disk.path("runs.jsonl")) }
    #expect(!FileManager.default.fileExists(atPath: disk.path("runs.jsonl")))
    #expect(try store.weights(of: Sample.identity(1)) == nil)
    #expect(try store.experiments().isEmpty)
    let after = try store.records(of: [Sample.identity(1), Sample.identity(2)])
    #expect(after[Sample.identity(1)] == before[Sample.identity(1)])

    try disk.free()
    let next = (after[Sample.identity(2)]?.epochs.count ?? 0)
    try store.record(Sample.epoch(next, of: 2), of: Sample.identity(2))
    try store.finish(Sample.identity(2), result: Sample.result(2))
    try store.saveWeights(Self.weights, of: Sample.identity(2))
    #expect(try store.runs().map(\.state) == [.finished, .finished])
  }

  @Test func fullDiskWhileOpening() throws {
    let disk = try SmallDisk()
    try Sample.finish(Sample.run(1), 1, in: ResultStore(path: disk.path("ncf.sqlite"), mode: .readWrite))
    // The connections close on threads of their own, and give the log's space back when they do.
    while FileManager.default.fileExists(atPath: disk.path("ncf.sqlite-wal")) { usleep(1000) }
    disk.fill()
    expectFull { _ = try ResultStore(path: disk.path("new.sqlite"), mode: .readWrite) }
    expectFull { _ = try ResultStore(path: disk.path("ncf.sqlite"), mode: .readWrite) }
    try disk.free()
    #expect(
      try ResultStore(path: disk.path("ncf.sqlite"), mode: .readWrite).runs().map(\.state) == [.finished])
    _ = try ResultStore(path: disk.path("new.sqlite"), mode: .readWrite)
  }

  @Test func readOnlyDisk() throws {
    let disk = try SmallDisk()
    try Sample.finish(Sample.run(1), 1, in: ResultStore(path: disk.path("ncf.sqlite"), mode: .readWrite))
    try disk.makeReadOnly()
    for name in ["ncf.sqlite", "new.sqlite", "folder/new.sqlite"] {
      let error = #expect(throws: InputError.self) {
        try ResultStore(path: disk.path(name), mode: .readWrite)
      }
      #expect(error?.kind == .cannotWrite, "\(name): \(error?.description ?? "no error")")
    }
    let error = #expect(throws: InputError.self) {
      try ResultStore(path: disk.path("ncf.sqlite"), mode: .readOnly)
    }
    #expect(error?.description.contains("copy the file") == true)
  }

  func expectFull(_ body: () throws -> Void) {
    let error = #expect(throws: InputError.self) { try body() }
    #expect(error?.kind == .cannotWrite)
    #expect(error?.description.contains("the disk is full") == true, "\(error?.description ?? "no error")")
  }
}
