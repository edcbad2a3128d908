import Foundation
import GRDB
import NCFStore

/// A folder of a test's own, removed when the test is over.
final class TemporaryFolder: Sendable {
  let path: String

  /// - Parameter inMemory: Prefers a place in memory, where waiting for the disk takes no time.
  init(inMemory: Bool = false) throws {
    let memory = "/dev/shm"
    let parent =
      inMemory && FileManager.default.isWritableFile(atPath: memory)
      ? URL(fileURLWithPath: memory) : FileManager.default.temporaryDirectory
    path = parent.appendingPathComponent("ncf-\(UUID().uuidString)").path
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
