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

/// A lock on a folder, held by one thread of one process at a time.
///
/// Locking the folder itself leaves no lock file behind, and the system frees the lock if the process dies.
enum FolderLock {
  /// Runs `body` while holding the lock of the folder in which `path` lies. Without a folder that can be opened
  /// there is nothing to protect, and `body` finds out.
  static func withLock<Value>(ofFolderOf path: String, _ body: () throws -> Value) rethrows -> Value {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }
}

extension InputError {
  /// What SQLite or GRDB reported, as one line that a user can act on.
  init(_ error: any Error, database path: String) {
    guard let error = error as? DatabaseError else {
      self.init(
        .badContent, file: path, problem: "the database is damaged (\("\(error)".prefix(200)))",
        remedy: Self.damageRemedy)
      return
    }
    switch error.resultCode {
    // Without space SQLite cannot make the shared memory beside the database either.
    case .SQLITE_FULL,
      .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE:
      self.init(
        .cannotWrite, file: path, problem: "the disk is full",
        remedy: "free some space and run the same command again; nothing that was stored is lost")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .cannotWrite, file: path, problem: "no permission to write the database",
        remedy: "change the permissions of the file and its folder, or choose another with --db")
    case .SQLITE_CANTOPEN:
      self.init(
        .cannotWrite, file: path, problem: "the database cannot be opened",
        remedy: "check the permissions; SQLite needs a folder in which it can write, so copy the file to one")
    case .SQLITE_IOERR:
      self.init(
        .cannotWrite, file: path, problem: "reading or writing failed (\(error.extendedResultCode))",
        remedy: "check the disk; what was stored before is still there")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        .cannotWrite, file: path, problem: "another program keeps the database locked",
        remedy: "close that program and run the same command again")
    case .SQLITE_NOTADB:
      self.init(
        .badContent, file: path, problem: "the file is not a database",
        remedy: "choose another with --db; the file was not changed")
    default:
      self.init(
        .badContent, file: path,
        problem: "the database is damaged (\(error.message ?? error.resultCode.description))",
        remedy: Self.damageRemedy)
    }
  }

  private static let damageRemedy =
    "save what is left with sqlite3's .recover command, or choose another database with --db"
}
