import Foundation
import GRDB
import NCFEvaluation
import NCFExperiments

/// A row of `runs` with what belongs to it once: the form from which summaries and records are made.
struct StoredRun {
  let id: Int64
  /// Of a run whose process died, still `running`.
  let stored: RunState
  let summary: RunSummary

  /// A query for all runs, to be followed by `WHERE` and `ORDER BY`.
  static let query = """
    SELECT
      runs.id, runs.identity, runs.configuration, runs.status, runs.failure, runs.engine_version,
      runs.numerics_version, runs.git_commit, runs.host, runs.processor, runs.toolchain, runs.started_at,
      runs.ended_at, runs.best_epoch, runs.parameter_count, datasets.digest AS dataset_digest,
      (SELECT max(epoch) FROM epochs WHERE epochs.run_id = runs.id) AS last_epoch, \(Lease.columns),
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

  /// - Parameter lists: By the runs' rows.
  init(_ row: Row, lists: [Int64: ListMetrics], now: Date) throws {
    id = try row.decode(forColumn: "id")
    stored = try RunState(row)
    let finished = stored == .finished
    summary = RunSummary(
      identity: RunIdentity(digest: try row.decode(forColumn: "identity")),
      configuration: try Self.configuration(row),
      datasetDigest: try row.decode(forColumn: "dataset_digest"),
      state: stored.seen(with: try Lease(row), at: now),
      failure: try row.decode(forColumn: "failure"),
      environment: try Self.environment(row),
      started: try Timestamp.optionalDate(row, "started_at"),
      ended: try Timestamp.optionalDate(row, "ended_at"),
      lastEpoch: try row.decode(forColumn: "last_epoch"),
      bestEpoch: try row.decode(forColumn: "best_epoch"),
      best: finished ? try RankingMetrics(row, prefix: "best_") : nil,
      last: finished ? try RankingMetrics(row, prefix: "last_") : nil,
      lists: lists[id],
      parameterCount: try row.decode(forColumn: "parameter_count"))
  }

  static func fetchAll(
    _ database: Database, _ clauses: String, _ arguments: StatementArguments
  ) throws -> [StoredRun] {
    let now = Date()
    let rows = try Row.fetchAll(database, sql: "\(query) \(clauses)", arguments: arguments)
    let lists = try ListMetrics.fetch(database, runs: rows.map { try $0.decode(forColumn: "id") })
    return try rows.map { try StoredRun($0, lists: lists, now: now) }
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
}

extension ResultStore {
  /// The runs of these identities that are going on, finished or failed, with all their epochs, and with the
  /// ranks of those that are finished. Runs that were not begun, or were given back, are left out.
  public func records(of identities: [RunIdentity]) throws -> [RunIdentity: RunRecord] {
    try read { try Self.records($0, of: identities) }
  }

  static func records(_ database: Database, of identities: [RunIdentity]) throws -> [RunIdentity: RunRecord] {
    let list = try jsonList(identities)
    let runs = try StoredRun.fetchAll(
      database, "WHERE runs.identity IN (SELECT value FROM json_each(?))", [list])
    let epochs = try epochs(database, list)
    let ranks = try ranks(database, list)
    let rankings = try fullRankings(database, list)
    var records: [RunIdentity: RunRecord] = [:]
    for run in runs {
      var ranking = rankings[run.id]
      ranking?.lists = run.summary.lists
      records[run.summary.identity] = try record(
        run, epochs: epochs[run.id] ?? [], ranks: ranks[run.id], fullRanking: ranking)
    }
    return records
  }

  private static func record(
    _ run: StoredRun, epochs: [EpochRecord], ranks: Ranks?, fullRanking: FullRanking?
  ) throws -> RunRecord? {
    let summary = run.summary
    guard run.stored != .planned, run.stored != .interrupted else { return nil }
    guard let environment = summary.environment else {
      throw StoredValueError("engine_version", "is missing")
    }
    guard let started = summary.started else { throw StoredValueError("started_at", "is missing") }
    return RunRecord(
      identity: summary.identity, configuration: summary.configuration, datasetDigest: summary.datasetDigest,
      status: summary.state, failure: summary.failure, environment: environment, started: started,
      ended: summary.ended, epochs: epochs,
      result: run.stored == .finished ? try result(summary, ranks, fullRanking) : nil)
  }

  private static func result(
    _ summary: RunSummary, _ ranks: Ranks?, _ fullRanking: FullRanking?
  ) throws -> RunResult {
    guard let best = summary.best, let last = summary.last, let ranks else {
      throw StoredValueError("ranks", "of a finished run are missing")
    }
    guard let bestEpoch = summary.bestEpoch, let parameterCount = summary.parameterCount else {
      throw StoredValueError("best_epoch", "of a finished run is missing")
    }
    return RunResult(
      bestEpoch: bestEpoch, best: best, last: last, bestRanks: ranks, parameterCount: parameterCount,
      fullRanking: fullRanking)
  }

  /// - Parameter list: Identities as a JSON list.
  private static func epochs(_ database: Database, _ list: String) throws -> [Int64: [EpochRecord]] {
    var epochs: [Int64: [EpochRecord]] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT \(EpochRecord.columns) FROM epochs JOIN runs ON runs.id = epochs.run_id
        \(EpochRecord.join) WHERE runs.identity IN (SELECT value FROM json_each(?)) ORDER BY epochs.run_id, epochs.epoch
        """,
      arguments: [list])
    while let row = try rows.next() {
      epochs[try row.decode(forColumn: "run_id"), default: []].append(try EpochRecord(row))
    }
    return epochs
  }

  /// - Parameter list: Identities as a JSON list.
  private static func ranks(_ database: Database, _ list: String) throws -> [Int64: Ranks] {
    var ranks: [Int64: Ranks] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT ranks.* FROM ranks JOIN runs ON runs.id = ranks.run_id
        WHERE runs.identity IN (SELECT value FROM json_each(?))
        """,
      arguments: [list])
    while let row = try rows.next() {
      ranks[try row.decode(forColumn: "run_id")] = try storedRanks(
        row, bits: try row.decode(forColumn: "bits"), "ranks")
    }
    return ranks
  }

  /// Without what is in the lists.
  /// - Parameter list: Identities as a JSON list.
  private static func fullRankings(_ database: Database, _ list: String) throws -> [Int64: FullRanking] {
    var rankings: [Int64: FullRanking] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT full_rankings.* FROM full_rankings JOIN runs ON runs.id = full_rankings.run_id
        WHERE runs.identity IN (SELECT value FROM json_each(?))
        """,
      arguments: [list])
    while let row = try rows.next() {
      rankings[try row.decode(forColumn: "run_id")] = FullRanking(
        ranks: try storedRanks(row, bits: 32, "full_rankings.ranks"),
        microsecondsPerUser: try row.decode(forColumn: "microseconds_per_user"))
    }
    return rankings
  }

  private static func storedRanks(_ row: Row, bits: Int, _ column: String) throws -> Ranks {
    let stored = StoredRanks(
      bits: bits, places: try row.decode(forColumn: "ranks"), tied: try row.decode(forColumn: "tied"))
    guard let ranks = stored.ranks else { throw StoredValueError(column, "are not \(bits)-bit numbers") }
    return ranks
  }
}

extension EpochRecord {
  /// What `init(_:)` needs of the table `epochs` and what is joined to it.
  static let columns = """
    epochs.run_id, epochs.epoch, epochs.loss, epochs.training_seconds, epochs.evaluation_seconds,
    \(RankingMetrics.selection(of: "epochs", earlier: "earlier", prefix: "measured_"))
    """
  static let join = """
    LEFT JOIN earlier_metrics AS earlier
      ON earlier.run_id = epochs.run_id AND earlier.measured = CAST(epochs.epoch AS TEXT)
    """

  init(_ row: Row) throws {
    self.init(
      epoch: try row.decode(forColumn: "epoch"), loss: try row.decode(forColumn: "loss"),
      metrics: try RankingMetrics(row, prefix: "measured_"),
      trainingSeconds: try row.decode(forColumn: "training_seconds"),
      evaluationSeconds: try row.decode(forColumn: "evaluation_seconds"))
  }
}
