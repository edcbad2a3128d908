import Foundation
import GRDB
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments

/// What the scheduler writes while runs go on. Each call is one transaction, and on the disk when it returns.
extension ResultStore: RunJournal {
  public func states(of identities: [RunIdentity]) throws -> [RunIdentity: RunState] {
    try read { database in
      let now = Date()
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT runs.identity, runs.status, \(Lease.columns)
          FROM runs LEFT JOIN claims ON claims.run_id = runs.id
          WHERE runs.identity IN (SELECT value FROM json_each(?))
          """,
        arguments: [try jsonList(identities)])
      var states: [RunIdentity: RunState] = [:]
      for row in rows {
        let identity = RunIdentity(digest: try row.decode(forColumn: "identity"))
        states[identity] = try RunState(row).seen(with: Lease(row), at: now)
      }
      return states
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

  /// Takes a lease on a run. A failed run is begun anew; one that was interrupted, or whose process died, goes on
  /// from its checkpoint if it has one and the epochs before it are stored.
  public func begin(_ run: PlannedRun, environment: RunEnvironment) throws -> RunStart? {
    guard try lease(run, environment) else { return nil }
    // The lease comes first: another process could be writing the checkpoint otherwise.
    let start = try start(of: run, environment: environment)
    return try write { database in
      let row = try leasedRow(database, run.identity)
      guard let checkpoint = start.checkpoint else {
        try row.beginAfresh(database, environment, Date())
        return start
      }
      guard try row.goOn(database, after: checkpoint.measuredEpoch, environment) else {
        try row.beginAfresh(database, environment, Date())
        return RunStart(warning: "the checkpoint is left aside: the epochs before it are not in the database")
      }
      return start
    }
  }

  /// - Returns: false if the run is finished, or a living process has it.
  private func lease(_ run: PlannedRun, _ environment: RunEnvironment) throws -> Bool {
    try write { database in
      let now = Date()
      let row = try RunRow.ensure(database, run)
      if row.status == .finished { return false }
      let doubtEnds = isExclusive ? Date.distantFuture : now
      if let lease = try Lease.fetch(database, run: row.id), lease.holds(at: doubtEnds) { return false }
      // An attempt that ended leaves nothing to go on from. One that did not keeps what it has until its
      // checkpoint has been read.
      if row.status == .planned || row.status == .failed { try row.beginAfresh(database, environment, now) }
      try row.markRunning(database)
      try Lease(session: session.identifier, ends: now + leaseDuration).replace(database, run: row.id)
      return true
    }
  }

  /// Stores an epoch and renews the lease. A loss that is not a number is stored as none.
  public func record(_ epoch: EpochRecord, of identity: RunIdentity) throws {
    try write { database in
      let row = try leasedRow(database, identity)
      try row.write(database, epoch)
      try Lease.renew(database, run: row.id, until: Date() + leaseDuration)
    }
  }

  /// Renews the lease on a run, if this store has it.
  func renewLease(of identity: RunIdentity) throws {
    try write { database in
      guard let row = try RunRow.fetch(database, identity), try isLeased(database, row) else { return }
      try Lease.renew(database, run: row.id, until: Date() + leaseDuration)
    }
  }

  public func finish(_ identity: RunIdentity, result: RunResult) throws {
    try write { database in
      try leasedRow(database, identity).write(database, result, ended: Date())
    }
    try removeCheckpoint(of: identity)
  }

  public func fail(_ identity: RunIdentity, reason: String) throws {
    try write { database in
      let line = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
      try leasedRow(database, identity).writeEnd(database, .failed, failure: line, ended: Date())
    }
    try removeCheckpoint(of: identity)
  }

  /// The epochs so far stay. A run on which this store has no lease is left alone.
  public func release(_ identity: RunIdentity) throws {
    try write { database in
      guard let row = try RunRow.fetch(database, identity), try isLeased(database, row) else { return }
      try row.writeEnd(database, .interrupted, ended: Date())
    }
  }

  private func leasedRow(_ database: Database, _ identity: RunIdentity) throws -> RunRow {
    guard let row = try RunRow.fetch(database, identity), try isLeased(database, row) else {
      throw InputError(
        .cannotWrite, file: path, place: identity.short,
        problem: "the run no longer belongs to this process: another one took it over",
        remedy: "let one process at a time work on an experiment from another machine")
    }
    return row
  }

  private func isLeased(_ database: Database, _ row: RunRow) throws -> Bool {
    try Lease.fetch(database, run: row.id)?.session == session.identifier
  }
}

/// Identities as a JSON list: one argument of a statement, however many there are.
func jsonList(_ identities: [RunIdentity]) throws -> String {
  String(decoding: try JSONEncoder().encode(identities), as: UTF8.self)
}

/// Full rankings, which may be added to a run that was finished without one.
extension ResultStore {
  public func fullyRanked(of identities: [RunIdentity]) throws -> Set<RunIdentity> {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT runs.id, runs.identity FROM full_rankings JOIN runs ON runs.id = full_rankings.run_id
          WHERE runs.identity IN (SELECT value FROM json_each(?))
          """,
        arguments: [try jsonList(identities)])
      let lists = try ListMetrics.fetch(database, runs: rows.map { try $0.decode(forColumn: "id") })
      var ranked: Set<RunIdentity> = []
      for row in rows {
        let identity = RunIdentity(digest: try row.decode(forColumn: "identity"))
        let isComplete = try lists[row.decode(forColumn: "id")]?.isComplete == true
        if try isComplete || storedWeights(of: identity) == nil { ranked.insert(identity) }
      }
      return ranked
    }
  }

  /// What is there already stays.
  public func saveFullRanking(_ ranking: FullRanking, of identity: RunIdentity) throws {
    try write { database in
      guard let row = try RunRow.fetch(database, identity), row.status == .finished else {
        throw InputError(
          .cannotWrite, file: path, place: identity.short,
          problem: "a full ranking belongs to a finished run, and this one is not")
      }
      try row.complete(database, with: ranking)
    }
  }
}
