import Foundation
import GRDB
import NCFDiagnostics
import NCFExperiments

/// What the scheduler writes while runs go on. Each call is one transaction, and on the disk when it returns.
extension ResultStore: RunJournal {
  /// A run that was begun and given back counts as not begun.
  public func statuses(of identities: [RunIdentity]) throws -> [RunIdentity: RunRecord.Status] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT identity, status FROM runs WHERE identity IN (SELECT value FROM json_each(?))",
        arguments: [try jsonList(identities)])
      var statuses: [RunIdentity: RunRecord.Status] = [:]
      for row in rows {
        let identity = RunIdentity(digest: try row.decode(forColumn: "identity"))
        statuses[identity] = RunRecord.Status(rawValue: try row.decode(forColumn: "status"))
      }
      return statuses
    }
  }

  /// The experiment's earlier specification and list of runs, if any, give way to these. The runs stay.
  public func register(experiment: String, specification: String, runs: [PlannedRun]) throws {
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO experiments (name, specification, registered_at) VALUES (?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET
            specification = excluded.specification, registered_at = excluded.registered_at
          """,
        arguments: [experiment, specification, Timestamp.text(Date())])
      let id = try Int64.fetchOne(
        database, sql: "SELECT id FROM experiments WHERE name = ?", arguments: [experiment])
      try database.execute(sql: "DELETE FROM experiment_runs WHERE experiment_id = ?", arguments: [id])
      for (position, run) in runs.enumerated() {
        try database.execute(
          sql: "INSERT INTO experiment_runs (experiment_id, position, run_id) VALUES (?, ?, ?)",
          arguments: [id, position, try RunRow.ensure(database, run).id])
      }
    }
  }

  /// Claims a run. A failed run, or one whose process died, is begun anew.
  public func begin(_ run: PlannedRun, environment: RunEnvironment) throws -> Bool {
    try write { database in
      let now = Date()
      let row = try RunRow.ensure(database, run)
      if row.status == .finished { return false }
      if let claim = try Claim.fetch(database, run: row.id), claim.holds(at: now) { return false }
      try row.clear(database)
      try row.writeStart(database, environment, now)
      try Claim(session: session.identifier, leaseEnds: now + lease).insert(database, run: row.id)
      return true
    }
  }

  /// Stores an epoch and renews the claim. A loss that is not a number is stored as none.
  public func record(_ epoch: EpochRecord, of identity: RunIdentity) throws {
    try write { database in
      let row = try claimedRow(database, identity)
      try row.write(database, epoch)
      try database.execute(
        sql: "UPDATE claims SET lease_ends_at = ? WHERE run_id = ?",
        arguments: [Timestamp.text(Date() + lease), row.id])
    }
  }

  public func finish(_ identity: RunIdentity, result: RunResult) throws {
    try write { database in
      try claimedRow(database, identity).write(database, result, ended: Date())
    }
  }

  public func fail(_ identity: RunIdentity, reason: String) throws {
    try write { database in
      let line = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
      try claimedRow(database, identity).writeEnd(database, .failed, failure: line, ended: Date())
    }
  }

  /// The epochs so far can still be read, until the run is begun again. A run that this store has not claimed
  /// is left alone.
  public func release(_ identity: RunIdentity) throws {
    try write { database in
      guard let row = try RunRow.fetch(database, identity), try isClaimed(database, row) else { return }
      try row.writeEnd(database, .interrupted, ended: Date())
    }
  }

  private func claimedRow(_ database: Database, _ identity: RunIdentity) throws -> RunRow {
    guard let row = try RunRow.fetch(database, identity), try isClaimed(database, row) else {
      throw InputError(
        .cannotWrite, file: path, place: identity.short,
        problem: "the run no longer belongs to this process: another one took it over",
        remedy: "let one process at a time work on an experiment from another machine")
    }
    return row
  }

  private func isClaimed(_ database: Database, _ row: RunRow) throws -> Bool {
    try Claim.fetch(database, run: row.id)?.session == session.identifier
  }
}

/// Identities as a JSON list: one argument of a statement, however many there are.
func jsonList(_ identities: [RunIdentity]) throws -> String {
  String(decoding: try JSONEncoder().encode(identities), as: UTF8.self)
}
