import Foundation
import GRDB
import NCFEvaluation
import NCFExperiments

/// The statements that write a run's attempt: its start, its epochs, its end. Both the journal and the import
/// of runs use them.
extension RunRow {
  func writeStart(_ database: Database, _ environment: RunEnvironment, _ started: Date) throws {
    try database.execute(
      sql: """
        UPDATE runs SET
          status = 'running', failure = NULL, engine_version = ?, numerics_version = ?, git_commit = ?,
          host = ?, processor = ?, toolchain = ?, started_at = ?, ended_at = NULL, best_epoch = NULL,
          parameter_count = NULL
        WHERE id = ?
        """,
      arguments: [
        environment.engineVersion, environment.numericsVersion, environment.gitCommit, environment.host,
        environment.processor, environment.toolchain, Timestamp.text(started), id,
      ])
  }

  func write(_ database: Database, _ epoch: EpochRecord) throws {
    let columns =
      ["run_id", "epoch", "loss", "training_seconds", "evaluation_seconds"] + RankingMetrics.columns
    let own: [(any DatabaseValueConvertible)?] = [
      id, epoch.epoch, epoch.loss, epoch.trainingSeconds, epoch.evaluationSeconds,
    ]
    try insert(database, into: "epochs", columns, own + epoch.metrics.columnValues)
  }

  func write(_ database: Database, _ result: RunResult, ended: Date) throws {
    for (weights, metrics) in [("best", result.best), ("last", result.last)] {
      try insert(
        database, into: "test_metrics", ["run_id", "weights"] + RankingMetrics.columns,
        [id, weights] + metrics.columnValues)
    }
    try insert(database, into: "ranks", ["run_id", "ranks"], [id, RankBlob.data(result.bestRanks)])
    try database.execute(
      sql: "UPDATE runs SET best_epoch = ?, parameter_count = ? WHERE id = ?",
      arguments: [result.bestEpoch, result.parameterCount, id])
    try writeEnd(database, .finished, ended: ended)
  }

  func writeEnd(_ database: Database, _ status: StoredStatus, failure: String? = nil, ended: Date) throws {
    try database.execute(
      sql: "UPDATE runs SET status = ?, failure = ?, ended_at = ? WHERE id = ?",
      arguments: [status.rawValue, failure, Timestamp.text(ended), id])
    try Claim.delete(database, run: id)
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
