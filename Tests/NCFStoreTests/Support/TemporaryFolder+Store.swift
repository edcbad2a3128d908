import Foundation
import GRDB
import NCFStore
import NCFTestSupport

extension TemporaryFolder {
  /// A store in this folder.
  func store(_ name: String = "ncf.sqlite", lease: TimeInterval = 1800) throws -> ResultStore {
    try ResultStore(path: path(name), mode: .readWrite, lease: lease)
  }

  /// Runs SQL on the database as another program would.
  func execute(_ sql: String, _ arguments: StatementArguments = [], in name: String = "ncf.sqlite") throws {
    try DatabaseQueue(path: path(name)).write { try $0.execute(sql: sql, arguments: arguments) }
  }

  /// The first value of a query's first row.
  func text(_ sql: String, in name: String = "ncf.sqlite") throws -> String? {
    try DatabaseQueue(path: path(name)).read { try String.fetchOne($0, sql: sql) }
  }
}
