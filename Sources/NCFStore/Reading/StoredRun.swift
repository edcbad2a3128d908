import Foundation
import GRDB
import NCFEvaluation
import NCFExperiments

/// A row of `runs` with what belongs to it once: the form from which summaries and records are made.
struct StoredRun {
  let id: Int64
  let status: StoredStatus
  let summary: RunSummary

  /// A query for all runs, to be followed by `WHERE` and `ORDER BY`.
  static let query = """
    SELECT
      runs.id, runs.identity, runs.configuration, runs.status, runs.failure, runs.engine_version,
      runs.numerics_version, runs.git_commit, runs.host, runs.processor, runs.toolchain, runs.started_at,
      runs.ended_at, runs.best_epoch, runs.parameter_count, datasets.digest AS dataset_digest,
      (SELECT max(epoch) FROM epochs WHERE epochs.run_id = runs.id) AS last_epoch, \(Claim.columns),
      \(RankingMetrics.selection(of: "best", earlier: "earlier_best", prefix: "best_")),
      \(RankingMetrics.selection(of: "last", earlier: "earlier_last", prefix: "last_"))
    FROM runs
    JOIN datasets ON datasets.id = runs.dataset_id
    LEFT JOIN claims ON claims.run_id = runs.id
    LEFT JOIN test_metrics AS best ON best.run_id = runs.id AND best.weights = 'best'
    LEFT JOIN test_metrics AS last ON last.run_id = runs.id AND last.weights = 'last'
    LEFT JOIN earlier_metrics AS earlier_best
      ON earlier_best.run_id = runs.id AND earlier_best.measured = 'best'
    LEFT JOIN earlier_metrics AS earlier_last
      ON earlier_last.run_id = runs.id AND earlier_last.measured = 'last'
    """

  init(_ row: Row, now: Date) throws {
    let word = try row.decode(String.self, forColumn: "status")
    guard let status = StoredStatus(rawValue: word) else { throw StoredValueError("status", "is \(word)") }
    id = try row.decode(forColumn: "id")
    self.status = status
    let finished = status == .finished
    summary = RunSummary(
      identity: RunIdentity(digest: try row.decode(forColumn: "identity")),
      configuration: try Self.configuration(row),
      datasetDigest: try row.decode(forColumn: "dataset_digest"),
      state: Self.state(status, try Claim(row), now),
      failure: try row.decode(forColumn: "failure"),
      environment: try Self.environment(row),
      started: try Timestamp.optionalDate(row, "started_at"),
      ended: try Timestamp.optionalDate(row, "ended_at"),
      lastEpoch: try row.decode(forColumn: "last_epoch"),
      bestEpoch: try row.decode(forColumn: "best_epoch"),
      best: finished ? try RankingMetrics(row, prefix: "best_") : nil,
      last: finished ? try RankingMetrics(row, prefix: "last_") : nil,
      parameterCount: try row.decode(forColumn: "parameter_count"))
  }

  static func fetchAll(
    _ database: Database, _ clauses: String, _ arguments: StatementArguments
  ) throws -> [StoredRun] {
    let now = Date()
    return try Row.fetchAll(database, sql: "\(query) \(clauses)", arguments: arguments).map {
      try StoredRun($0, now: now)
    }
  }

  private static func configuration(_ row: Row) throws -> RunConfiguration {
    let text = try row.decode(String.self, forColumn: "configuration")
    guard let configuration = try? RunConfiguration(canonicalJSON: text) else {
      throw StoredValueError("configuration", "is not a run's: \(text.prefix(80))")
    }
    return configuration
  }

  private static func environment(_ row: Row) throws -> RunEnvironment? {
    guard let version = try row.decode(String?.self, forColumn: "engine_version") else { return nil }
    return RunEnvironment(
      engineVersion: version,
      numericsVersion: try row.decode(forColumn: "numerics_version"),
      gitCommit: try row.decode(forColumn: "git_commit"),
      host: try row.decode(forColumn: "host"),
      processor: try row.decode(forColumn: "processor"),
      toolchain: try row.decode(forColumn: "toolchain"))
  }

  private static func state(_ status: StoredStatus, _ claim: Claim?, _ now: Date) -> RunSummary.State {
    switch status {
    case .planned: .planned
    case .running: claim?.holds(at: now) == true ? .running : .interrupted
    case .interrupted: .interrupted
    case .finished: .finished
    case .failed: .failed
    }
  }
}
