import Foundation
import GRDB
import NCFStore

/// A folder of a test's own, removed when the test is over.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("ncf-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// A store in this folder.
  func store(_ name: String = "ncf.sqlite", lease: TimeInterval = 1800) throws -> ResultStore {
    try ResultStore(path: path(name), mode: .readWrite, lease: lease)
  }

  /// Runs SQL on the database as another program would.
  func execute(_ sql: String, _ arguments: StatementArguments = [], in name: String = "ncf.sqlite") throws {
    try DatabaseQueue(path: path(name)).write { try $0.execute(sql: sql, arguments: arguments) }
  }
}
