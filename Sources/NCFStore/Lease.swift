import Foundation
import GRDB
import NCFConcurrency
import NCFExperiments

/// That a process is working on a run, which others leave alone meanwhile: a row of the table `claims`.
struct Lease: Hashable, Sendable {
  let session: String
  let process: ProcessStamp
  /// Renewed with every epoch.
  let ends: Date

  init(session: String, process: ProcessStamp = .current, ends: Date) {
    self.session = session
    self.process = process
    self.ends = ends
  }

  /// A lease ends with its process; its own end decides only where the process cannot be seen.
  func holds(at now: Date) -> Bool {
    if process == .current { return StoreSession.isOpen(session) }
    return process.isAlive ?? (now < ends)
  }
}

extension Lease {
  /// The columns of a lease, for a query that joins `claims`; all null where there is none.
  static let columns = """
    claims.session AS lease_session, claims.host AS lease_host, claims.boot AS lease_boot,
    claims.pid_namespace AS lease_namespace, claims.pid AS lease_pid,
    claims.process_start AS lease_process_start, claims.lease_ends_at
    """

  init?(_ row: Row) throws {
    guard let session = try row.decode(String?.self, forColumn: "lease_session") else { return nil }
    self.init(
      session: session,
      process: ProcessStamp(
        host: try row.decode(forColumn: "lease_host"),
        boot: try row.decode(forColumn: "lease_boot"),
        namespace: try row.decode(forColumn: "lease_namespace"),
        pid: try row.decode(forColumn: "lease_pid"),
        start: try row.decode(forColumn: "lease_process_start")),
      ends: try Timestamp.date(row, "lease_ends_at"))
  }

  static func fetch(_ database: Database, run: Int64) throws -> Lease? {
    try Row.fetchOne(database, sql: "SELECT \(columns) FROM claims WHERE run_id = ?", arguments: [run])
      .flatMap(Lease.init)
  }

  /// Takes the place of an earlier lease on the run.
  func replace(_ database: Database, run: Int64) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO claims (run_id, session, host, boot, pid_namespace, pid, process_start, lease_ends_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run, session, process.host, process.boot, process.namespace, process.pid, process.start,
        Timestamp.text(ends),
      ])
  }

  static func renew(_ database: Database, run: Int64, until end: Date) throws {
    try database.execute(
      sql: "UPDATE claims SET lease_ends_at = ? WHERE run_id = ?", arguments: [Timestamp.text(end), run])
  }

  static func delete(_ database: Database, run: Int64) throws {
    try database.execute(sql: "DELETE FROM claims WHERE run_id = ?", arguments: [run])
  }
}

/// What tells one process from every other, also after its number was given to a new one.
struct ProcessStamp: Hashable, Sendable, Codable {
  let host: String
  /// Changes each time the machine starts.
  let boot: String
  /// Process numbers are only comparable inside of one namespace; containers have their own.
  let namespace: String
  let pid: Int
  /// When the process started, in clock ticks since the machine did.
  let start: Int

  static let current = ProcessStamp(
    host: RunEnvironment.hostName,
    boot: text(of: "/proc/sys/kernel/random/boot_id") ?? "",
    namespace: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "",
    pid: Int(getpid()),
    start: start(ofProcess: Int(getpid())) ?? 0)

  /// Whether the process lives, or nil if that cannot be seen from here.
  var isAlive: Bool? {
    let here = Self.current
    guard !here.boot.isEmpty, !boot.isEmpty else { return nil }
    if boot != here.boot { return host == here.host ? false : nil }
    return namespace == here.namespace ? Self.start(ofProcess: pid) == start : nil
  }

  /// The start of a living process. A zombie is not one: it has ended, and only its parent does not know yet.
  private static func start(ofProcess pid: Int) -> Int? {
    // proc(5): the name, in parentheses, may hold spaces and parentheses itself; the state follows it as field
    // 3, and the start time is field 22.
    guard let text = text(of: "/proc/\(pid)/stat"), let nameEnd = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: nameEnd)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return Int(fields[19])
  }

  private static func text(of path: String) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// One opening of a store. It ends when the store is let go of, and with it the store's leases.
final class StoreSession: Sendable {
  private static let open = Locked<Set<String>>([])

  let identifier = UUID().uuidString

  init() {
    let identifier = identifier
    Self.open.withLock { _ = $0.insert(identifier) }
  }

  deinit {
    let identifier = identifier
    Self.open.withLock { _ = $0.remove(identifier) }
  }

  /// Whether a session of this process is open.
  static func isOpen(_ identifier: String) -> Bool { open.withLock { $0.contains(identifier) } }
}
