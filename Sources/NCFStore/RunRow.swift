import Foundation
import GRDB
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments

/// The row of a run, as far as writing to the run needs it.
struct RunRow {
  let id: Int64
  let status: RunState

  static func fetch(_ database: Database, _ identity: RunIdentity) throws -> RunRow? {
    let row = try Row.fetchOne(
      database, sql: "SELECT id, status FROM runs WHERE identity = ?", arguments: [identity.digest])
    return try row.map { RunRow(id: try $0.decode(forColumn: "id"), status: try RunState($0)) }
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
    for table in ["epochs", "test_metrics", "earlier_metrics", "ranks", "full_rankings", "list_metrics"] {
      try database.execute(sql: "DELETE FROM \(table) WHERE run_id = ?", arguments: [id])
    }
  }
}

/// The statements that write a run's attempt: its start, its epochs, its end. Both the journal and the import
/// of runs use them.
extension RunRow {
  /// Forgets what an earlier attempt found and starts a new one.
  func beginAfresh(_ database: Database, _ environment: RunEnvironment, _ started: Date) throws {
    try clear(database)
    try markRunning(database)
    try write(database, environment)
    try database.execute(
      sql: "UPDATE runs SET started_at = ? WHERE id = ?", arguments: [Timestamp.text(started), id])
  }

  /// Goes on with an earlier attempt, and forgets only its epochs after `epoch`.
  /// - Returns: false, with nothing changed, if not every epoch up to that one is stored.
  func goOn(_ database: Database, after epoch: Int, _ environment: RunEnvironment) throws -> Bool {
    let stored = try Int.fetchOne(
      database, sql: "SELECT count(*) FROM epochs WHERE run_id = ? AND epoch <= ?", arguments: [id, epoch])
    guard epoch >= 0, stored == epoch + 1 else { return false }
    try database.execute(
      sql: "DELETE FROM epochs WHERE run_id = ? AND epoch > ?", arguments: [id, epoch])
    try database.execute(
      sql: "DELETE FROM earlier_metrics WHERE run_id = ? AND CAST(measured AS INTEGER) > ?",
      arguments: [id, epoch])
    try write(database, environment)
    return true
  }

  func markRunning(_ database: Database) throws {
    try database.execute(
      sql: """
        UPDATE runs SET
          status = 'running', failure = NULL, ended_at = NULL, best_epoch = NULL, parameter_count = NULL
        WHERE id = ?
        """,
      arguments: [id])
  }

  private func write(_ database: Database, _ environment: RunEnvironment) throws {
    try database.execute(
      sql: """
        UPDATE runs SET
          engine_version = ?, numerics_version = ?, git_commit = ?, host = ?, processor = ?, toolchain = ?
        WHERE id = ?
        """,
      arguments: [
        environment.engineVersion, environment.numericsVersion, environment.gitCommit, environment.host,
        environment.processor, environment.toolchain, id,
      ])
  }

  func write(_ database: Database, _ epoch: EpochRecord) throws {
    let metrics = epoch.metrics
    try insert(
      database, into: "epochs",
      ["run_id", "epoch", "loss", "training_seconds", "evaluation_seconds", "ranks", "hr_10", "ndcg_10"],
      [
        id, epoch.epoch, epoch.loss, epoch.trainingSeconds, epoch.evaluationSeconds,
        metrics.histogram?.stored, metrics.hitRatio(at: 10), metrics.ndcg(at: 10),
      ])
    try metrics.writeEarlier(database, run: id, measured: "\(epoch.epoch)")
  }

  func write(_ database: Database, _ result: RunResult, ended: Date) throws {
    for (weights, metrics) in [("best", result.best), ("last", result.last)] {
      try insert(
        database, into: "test_metrics", ["run_id", "weights", "ranks", "hr_10", "ndcg_10"],
        [id, weights, metrics.histogram?.stored, metrics.hitRatio(at: 10), metrics.ndcg(at: 10)])
      try metrics.writeEarlier(database, run: id, measured: weights)
    }
    let ranks = StoredRanks(result.bestRanks, widths: [16, 32])
    try insert(
      database, into: "ranks", ["run_id", "bits", "ranks", "tied"],
      [id, ranks.bits, ranks.places, ranks.tied])
    if let ranking = result.fullRanking { try write(database, ranking) }
    try database.execute(
      sql: "UPDATE runs SET best_epoch = ?, parameter_count = ? WHERE id = ?",
      arguments: [result.bestEpoch, result.parameterCount, id])
    try writeEnd(database, .finished, ended: ended)
  }

  func write(_ database: Database, _ ranking: FullRanking) throws {
    let ranks = StoredRanks(ranking.ranks, widths: [32])
    let metrics = RankingMetric.inFullRankings.map { $0.metric.mean(of: ranking.ranks) }
    try insert(
      database, into: "full_rankings",
      ["run_id", "ranks", "tied", "microseconds_per_user"] + RankingMetric.inFullRankings.map(\.column),
      [id, ranks.places, ranks.tied, ranking.microsecondsPerUser] + metrics)
    try ranking.lists?.add(to: database, run: id)
  }

  /// Adds what is not stored of a full ranking: all of it, or metrics of its lists. What is stored stays.
  func complete(_ database: Database, with ranking: FullRanking) throws {
    let isThere =
      try Int.fetchOne(
        database, sql: "SELECT 1 FROM full_rankings WHERE run_id = ?", arguments: [id]) != nil
    if isThere { try ranking.lists?.add(to: database, run: id) } else { try write(database, ranking) }
  }

  /// Where the calendar's clock was set back meanwhile, the run ended when it started: its durations stand with its
  /// epochs, by a clock that nobody sets.
  func writeEnd(_ database: Database, _ status: RunState, failure: String? = nil, ended: Date) throws {
    // The texts sort as the moments do.
    try database.execute(
      sql:
        "UPDATE runs SET status = ?, failure = ?, ended_at = max(?, coalesce(started_at, '')) WHERE id = ?",
      arguments: [status.rawValue, failure, Timestamp.text(ended), id])
    try Lease.delete(database, run: id)
  }

  private func insert(
    _ database: Database, into table: String, _ columns: [String], _ values: [(any DatabaseValueConvertible)?]
  ) throws {
    let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    try database.execute(
      sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))",
      arguments: StatementArguments(values))
  }
}
