import Foundation
import GRDB

/// That a process is working on a run.
struct Claim: Hashable, Sendable {
  let session: String
  let process: ProcessStamp
  let leaseEnds: Date

  init(session: String, process: ProcessStamp = .current, leaseEnds: Date) {
    self.session = session
    self.process = process
    self.leaseEnds = leaseEnds
  }

  /// A claim ends with its process. The lease decides only where the process cannot be seen.
  func holds(at now: Date) -> Bool {
    if process == .current { return StoreSession.isOpen(session) }
    return process.isAlive ?? (now < leaseEnds)
  }
}

extension Claim {
  /// The columns of a claim, for a query that joins `claims`; all null where there is no claim.
  static let columns = """
    claims.session AS claim_session, claims.host AS claim_host, claims.boot AS claim_boot,
    claims.pid_namespace AS claim_namespace, claims.pid AS claim_pid,
    claims.process_start AS claim_process_start, claims.lease_ends_at AS claim_lease_ends_at
    """

  init?(_ row: Row) throws {
    guard let session = try row.decode(String?.self, forColumn: "claim_session") else { return nil }
    self.init(
      session: session,
      process: ProcessStamp(
        host: try row.decode(forColumn: "claim_host"),
        boot: try row.decode(forColumn: "claim_boot"),
        namespace: try row.decode(forColumn: "claim_namespace"),
        pid: try row.decode(forColumn: "claim_pid"),
        start: try row.decode(forColumn: "claim_process_start")),
      leaseEnds: try Timestamp.date(row, "claim_lease_ends_at"))
  }

  static func fetch(_ database: Database, run: Int64) throws -> Claim? {
    try Row.fetchOne(database, sql: "SELECT \(columns) FROM claims WHERE run_id = ?", arguments: [run])
      .flatMap(Claim.init)
  }

  /// Takes the place of an earlier claim on the run.
  func replace(_ database: Database, run: Int64) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO claims (run_id, session, host, boot, pid_namespace, pid, process_start, lease_ends_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        run, session, process.host, process.boot, process.namespace, process.pid, process.start,
        Timestamp.text(leaseEnds),
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
