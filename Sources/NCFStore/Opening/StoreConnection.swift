import Foundation
import GRDB
import NCFDiagnostics

/// The open database: checked to be one of ncf-exp, and of this release's schema.
struct StoreConnection: Sendable {
  /// How long a statement waits while another process writes.
  static let busyTimeout: TimeInterval = 60

  let reader: any DatabaseReader
  /// Nil if the database was opened for reading only.
  let writer: (any DatabaseWriter)?

  /// - Throws: `InputError`, as `ResultStore.init` describes.
  init(path: String, mode: ResultStore.Mode) throws {
    let exists = try Self.checkFile(path, mode)
    if mode == .readWrite { try Self.createFolder(of: path) }
    do {
      // SQLite cannot switch to the WAL or create tables in two processes at once.
      self = try FolderLock.withLock(ofFolderOf: path) {
        let content = exists ? try Self.inspect(path) : .empty
        if mode == .readOnly, content == .current { return try Self(reading: path) }
        if mode == .readOnly, content == .empty {
          throw InputError(
            .missing, file: path, problem: "the database holds no runs yet", remedy: Self.missingRemedy)
        }
        let connection = try Self(writing: path)
        return mode == .readOnly ? Self(reader: connection.reader, writer: nil) : connection
      }
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError(error, database: path)
    }
  }

  private init(reader: any DatabaseReader, writer: (any DatabaseWriter)?) {
    self.reader = reader
    self.writer = writer
  }

  private init(reading path: String) throws {
    self.init(
      reader: try DatabaseQueue(path: path, configuration: Self.configuration(.readOnly)), writer: nil)
  }

  /// Creates the tables, or brings them to this release's schema.
  private init(writing path: String) throws {
    let pool = try DatabasePool(path: path, configuration: Self.configuration(.readWrite))
    try Schema.migrator.migrate(pool)
    // GRDB asks for NORMAL, with which the last transactions may be gone after a power cut.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    self.init(reader: pool, writer: pool)
  }

  private static func configuration(_ mode: ResultStore.Mode) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = mode == .readOnly
    configuration.busyMode = .timeout(busyTimeout)
    // Damage is then noticed where it is read, not later.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cell_size_check = ON") }
    return configuration
  }

  // MARK: What is at the path

  private enum Content {
    case empty
    /// Written by an earlier release.
    case older
    case current
  }

  private static let missingRemedy =
    "run an experiment first (ncf-exp run SPEC), or choose another database with --db"

  /// - Returns: Whether there is a file.
  private static func checkFile(_ path: String, _ mode: ResultStore.Mode) throws -> Bool {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let type = (try? FileManager.default.attributesOfItem(atPath: resolved))?[.type] as? FileAttributeType
    switch type {
    case .typeRegular?:
      return true
    case nil where mode == .readWrite:
      return false
    case nil:
      throw InputError(.missing, file: path, problem: "there is no such database", remedy: missingRemedy)
    case _?:
      throw InputError(
        .badContent, file: path, problem: "expected a database file, found a folder or device",
        remedy: "give --db the name of a file")
    }
  }

  private static func createFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        .cannotWrite, file: path, problem: "the folder \(folder) cannot be created",
        remedy: "choose another database with --db, or create the folder")
    }
  }

  /// Looks at a file without changing it.
  /// - Throws: `InputError` if it is of another program or of a newer release.
  private static func inspect(_ path: String) throws -> Content {
    try DatabaseQueue(path: path, configuration: configuration(.readOnly)).read { database in
      let owner = try Int64.fetchOne(database, sql: "PRAGMA application_id")
      if owner != Schema.applicationIdentifier {
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
          throw InputError(
            .badContent, file: path, problem: "the database belongs to another program",
            remedy: "choose another with --db; the file was not changed")
        }
        return .empty
      }
      if try Schema.migrator.hasBeenSuperseded(database) {
        throw InputError(
          .badContent, file: path, problem: "the database was written by a newer release of ncf-exp",
          remedy: "update ncf-exp, or choose another database with --db; the file was not changed")
      }
      return try Schema.migrator.hasCompletedMigrations(database) ? .current : .older
    }
  }
}
