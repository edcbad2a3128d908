import GRDB
import NCFDiagnostics

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
