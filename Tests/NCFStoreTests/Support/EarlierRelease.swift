import Foundation
import GRDB
import NCFExperiments
import NCFStore
import NCFTestSupport

/// What release 0.1.0 wrote: a database with three runs on the sample, and the file that it exported them to.
enum EarlierRelease {
  static let exported = fixture("release-0.1.0.jsonl")

  static func makeDatabase(in folder: TemporaryFolder, _ name: String = "ncf.sqlite") throws {
    let queue = try DatabaseQueue(path: folder.path(name))
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
    let dump = try String(contentsOf: fixture("release-0.1.0.sql"), encoding: .utf8)
    try queue.write { try $0.execute(sql: dump) }
  }

  static func records() throws -> [RunIdentity: RunRecord] {
    let records = try RunsFile.records(in: Data(contentsOf: exported), file: exported.path)
    return Dictionary(uniqueKeysWithValues: records.map { ($0.identity, $0) })
  }

  private static func fixture(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/\(name)").standardized
  }
}
