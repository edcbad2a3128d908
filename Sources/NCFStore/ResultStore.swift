import Foundation
import GRDB
import NCFConcurrency
import NCFDiagnostics

/// The runs that were ever made, in one SQLite database: experiments, runs, their figures epoch by epoch, and
/// the rank of every test case.
///
///     let store = try ResultStore(path: "results/ncf.sqlite", mode: .readWrite)
///     let scheduler = Scheduler(journal: store, …)
///     for run in try store.runs(matching: RunFilter(method: "neumf")) { print(run.identity.short, run.state) }
///
/// The database can be read with the `sqlite3` command as well; the views `run_summary` and `experiment_summary`
/// are made for that. Weights stand beside it, in the folder `weights`.
///
/// Several processes may use one database at once. A run belongs to the process that began it for as long as
/// that process lives.
///
/// Every method throws `InputError` if the database cannot be read or written; what was stored before stays.
public final class ResultStore: Sendable {
  public enum Mode: Hashable, Sendable {
    /// The database and its folder are created if they are not there.
    case readWrite
    /// The database has to be there, and is not changed.
    case readOnly
  }

  /// The database's path, as the user named it.
  public let path: String
  /// Identifies this store among all that have the database open.
  let session: StoreSession
  /// How long a lease holds, since the last epoch, if nobody can see whether its process lives.
  let leaseDuration: TimeInterval
  /// Whether leases of processes that cannot be seen are void.
  let isExclusive: Bool
  /// Folders in which weights are looked for that are not beside the database.
  let weightsFolders: [String]
  private let connection: StoreConnection

  /// Opens or creates a database.
  ///
  /// - Parameter lease: How many seconds the lease of a process on another machine holds without a new epoch.
  ///   Leases on this machine hold exactly as long as their process lives.
  /// - Parameter isExclusive: Whether something else, such as a cluster's queue, gives the database to one process at
  ///   a time. A run that a process on another machine was killed in is then free at once.
  /// - Parameter weightsFolders: Folders from which weights are also read, such as those of other databases.
  /// - Throws: `InputError` if the path is a folder, the file is no database or not one of ncf-exp, a newer
  ///   release of ncf-exp has written it, or it cannot be read or written. In the mode `readOnly`, of kind
  ///   `missing` if it is not there.
  public init(
    path: String, mode: Mode, lease: TimeInterval = 1800, isExclusive: Bool = false,
    weightsFolders: [String] = []
  ) throws {
    self.path = path
    leaseDuration = lease
    self.isExclusive = isExclusive
    self.weightsFolders = weightsFolders
    session = StoreSession()
    connection = try StoreConnection(path: path, mode: mode)
  }

  /// Reads from one consistent state of the database.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try translating { try connection.reader.read(body) }
  }

  /// Writes in one immediate transaction, which is undone if `body` throws.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    guard let writer = connection.writer else {
      throw InputError(.cannotWrite, file: path, problem: "the database was opened for reading only")
    }
    return try translating { try writer.write(body) }
  }

  private func translating<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError(error, database: path)
    }
  }
}

/// Reads a database for as long as somebody watches it: before it is there, while it grows, and after another has
/// taken its place.
public final class StoreFollower: Sendable {
  public let path: String
  private let opened = Locked<(store: ResultStore, file: UInt64)?>(nil)

  public init(path: String) { self.path = path }

  /// The database, opened for reading only; nil while there is none.
  ///
  /// - Throws: `InputError` if there is a file that cannot be read, or none of ncf-exp.
  public func store() throws -> ResultStore? {
    try opened.withLock { opened in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      guard let file = attributes?[.systemFileNumber] as? UInt64 else {
        opened = nil
        return nil
      }
      if let opened, opened.file == file { return opened.store }
      do {
        let store = try ResultStore(path: path, mode: .readOnly)
        opened = (store, file)
        return store
      } catch let error as InputError where error.kind == .missing {
        opened = nil
        return nil
      }
    }
  }
}
