import Foundation
import GRDB
import NCFDiagnostics
import NCFRandom
import NCFStore
import NCFTestSupport
import Testing

@Suite struct OpeningTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("ncf.sqlite")
  }

  /// Expects that neither way of opening works, for the same reason, and that the file stays as it is.
  func expectRefusal(_ problem: String, _ kind: InputError.Kind = .badContent) {
    let before = FileManager.default.contents(atPath: path)
    for mode in [ResultStore.Mode.readWrite, .readOnly] {
      let error = #expect(throws: InputError.self) { try ResultStore(path: path, mode: mode) }
      #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "no error")")
      #expect(error?.kind == kind)
      #expect(error?.file == path)
      #expect(error?.remedy != nil)
    }
    #expect(FileManager.default.contents(atPath: path) == before)
  }

  @Test func createsTheDatabaseAndItsFolders() throws {
    let deep = folder.path("results/of/mine/ncf.sqlite")
    _ = try ResultStore(path: deep, mode: .readWrite)
    #expect(FileManager.default.fileExists(atPath: deep))
    #expect(try ResultStore(path: deep, mode: .readOnly).runs().isEmpty)
  }

  @Test func keepsWhatIsStored() throws {
    try Sample.finish(Sample.run(1), 1, in: folder.store())
    #expect(try folder.store().states(of: [Sample.identity(1)]) == [Sample.identity(1): .finished])
  }

  @Test func usesTheWriteAheadLogAndForeignKeys() throws {
    _ = try folder.store()
    let mode = try DatabaseQueue(path: path).read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
    #expect(mode == "wal")
    let broken = try DatabaseQueue(path: path).read {
      try Row.fetchAll($0, sql: "PRAGMA foreign_key_list(experiment_runs)").count
    }
    #expect(broken == 2)
  }

  @Test func readingNeedsADatabase() throws {
    let missing = #expect(throws: InputError.self) { try ResultStore(path: path, mode: .readOnly) }
    #expect(missing?.kind == .missing)
    #expect(!FileManager.default.fileExists(atPath: path))

    try #require(FileManager.default.createFile(atPath: path, contents: Data()))
    let empty = #expect(throws: InputError.self) { try ResultStore(path: path, mode: .readOnly) }
    #expect(empty?.kind == .missing)
    #expect(FileManager.default.contents(atPath: path) == Data())
  }

  @Test func readingChangesNothing() throws {
    try Sample.finish(Sample.run(1), 1, in: folder.store())
    let reading = try ResultStore(path: path, mode: .readOnly)
    #expect(try reading.runs().count == 1)
    let error = #expect(throws: InputError.self) {
      try reading.register(experiment: "e", specification: "", runs: [])
    }
    #expect(error?.kind == .cannotWrite)
    #expect(throws: InputError.self) { try reading.begin(Sample.run(2), environment: Sample.environment) }
    #expect(try reading.runs().count == 1)
  }

  @Test func readingSeesWhatAnotherStoreWritesMeanwhile() throws {
    let writing = try folder.store()
    let reading = try ResultStore(path: path, mode: .readOnly)
    try Sample.finish(Sample.run(1), 1, in: writing)
    #expect(try reading.runs().map(\.state) == [.finished])
  }

  /// A process that died leaves a log that was not yet merged into the database.
  @Test func recoversTheLogOfAProcessThatDied() throws {
    let store = try folder.store()
    try Sample.finish(Sample.run(1), 1, in: store)
    for name in ["ncf.sqlite", "ncf.sqlite-wal"] {
      try FileManager.default.copyItem(atPath: folder.path(name), toPath: folder.path("copy-\(name)"))
    }
    let recovered = try ResultStore(path: folder.path("copy-ncf.sqlite"), mode: .readOnly)
    #expect(try recovered.runs().map(\.state) == [.finished])
  }

  @Test func noise() throws {
    var generator = SeededGenerator(seed: 1)
    let noise = Data((0..<20_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
    try #require(FileManager.default.createFile(atPath: path, contents: noise))
    expectRefusal("not a database")
  }

  @Test func text() throws {
    try Data("user,item\n1,2\n".utf8).write(to: URL(fileURLWithPath: path))
    expectRefusal("not a database")
  }

  @Test func databaseOfAnotherProgram() throws {
    try folder.execute("CREATE TABLE bookmarks (url TEXT)")
    expectRefusal("another program")
  }

  @Test func databaseOfANewerRelease() throws {
    try Sample.finish(Sample.run(1), 1, in: folder.store())
    try folder.execute("INSERT INTO grdb_migrations (identifier) VALUES ('999 of the future')")
    expectRefusal("newer release")
    try folder.execute("DELETE FROM grdb_migrations WHERE identifier LIKE '999%'")
    #expect(try folder.store().runs().map(\.state) == [.finished])
  }

  @Test func folderInTheWay() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    expectRefusal("found a folder")
  }

  @Test func device() {
    let error = #expect(throws: InputError.self) { try ResultStore(path: "/dev/null", mode: .readWrite) }
    #expect(error?.kind == .badContent)
  }

  @Test(arguments: ["/proc/ncf/ncf.sqlite", "/proc/ncf.sqlite", "/dev/null/ncf.sqlite"])
  func placesWhereNothingCanBeMade(place: String) {
    let error = #expect(throws: InputError.self) { try ResultStore(path: place, mode: .readWrite) }
    #expect(error?.kind == .cannotWrite)
    #expect(error?.file == place)
  }

  @Test func damagedPages() throws {
    for number in 0..<40 { try Sample.finish(Sample.run(number), number, in: folder.store()) }
    var bytes = try #require(FileManager.default.contents(atPath: path))
    // Everything but the first page, which holds the header and the list of tables.
    for index in 4096..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31) }
    let copy = folder.path("damaged.sqlite")
    try bytes.write(to: URL(fileURLWithPath: copy))
    let error = #expect(throws: InputError.self) {
      try ResultStore(path: copy, mode: .readOnly).records(of: [Sample.identity(1)])
    }
    #expect(error?.kind == .badContent)
  }

  /// Several processes may start on a database that is not there yet.
  @Test func manyOpenANewDatabaseAtOnce() throws {
    for round in 0..<10 {
      let path = folder.path("new/\(round)/ncf.sqlite")
      let failures = Failures()
      DispatchQueue.concurrentPerform(iterations: 6) { number in
        failures.catching {
          try Sample.finish(Sample.run(number), number, in: ResultStore(path: path, mode: .readWrite))
        }
      }
      #expect(failures.all.isEmpty, "\(failures.all)")
      #expect(
        try ResultStore(path: path, mode: .readOnly).runs(matching: RunFilter(state: .finished)).count == 6)
    }
  }
}
