import GRDB
import NCFDiagnostics
import NCFExperiments

/// The row of a run, as far as writing to the run needs it.
struct RunRow {
  let id: Int64
  let status: StoredStatus

  static func fetch(_ database: Database, _ identity: RunIdentity) throws -> RunRow? {
    let row = try Row.fetchOne(
      database, sql: "SELECT id, status FROM runs WHERE identity = ?", arguments: [identity.digest])
    guard let row else { return nil }
    let word = try row.decode(String.self, forColumn: "status")
    guard let status = StoredStatus(rawValue: word) else { throw StoredValueError("status", "is \(word)") }
    return RunRow(id: try row.decode(forColumn: "id"), status: status)
  }

  /// The row of a run, which is written as planned if it is not there.
  static func ensure(
    _ database: Database, identity: RunIdentity, configuration: RunConfiguration, datasetDigest: String
  ) throws -> RunRow {
    if let row = try fetch(database, identity) { return row }
    try database.execute(
      sql: "INSERT OR IGNORE INTO datasets (name, digest) VALUES (?, ?)",
      arguments: [configuration.dataset, datasetDigest])
    try database.execute(
      sql: """
        INSERT INTO runs (identity, dataset_id, configuration)
        VALUES (?, (SELECT id FROM datasets WHERE name = ? AND digest = ?), ?)
        """,
      arguments: [identity.digest, configuration.dataset, datasetDigest, configuration.canonicalJSON])
    return RunRow(id: database.lastInsertedRowID, status: .planned)
  }

  static func ensure(_ database: Database, _ run: PlannedRun) throws -> RunRow {
    try ensure(
      database, identity: run.identity, configuration: run.configuration, datasetDigest: run.datasetDigest)
  }

  /// Forgets what an earlier attempt found.
  func clear(_ database: Database) throws {
    for table in ["epochs", "test_metrics", "earlier_metrics", "ranks", "full_rankings"] {
      try database.execute(sql: "DELETE FROM \(table) WHERE run_id = ?", arguments: [id])
    }
  }
}
