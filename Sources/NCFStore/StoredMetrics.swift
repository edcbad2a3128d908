import Foundation
import GRDB
import NCFEvaluation
import NCFExperiments

/// How the database holds what was measured: how often each rank occurs or, of release 0.1.0, HR and NDCG at 1 … 10
/// in the table `earlier_metrics`.
extension RankingMetrics {
  private static let earlierColumns =
    (1...largestCutoff).map { "hr_\($0)" } + (1...largestCutoff).map { "ndcg_\($0)" }

  /// The columns that a query needs for `init(_:prefix:)`.
  /// - Parameters:
  ///   - table: Which has the column `ranks`.
  ///   - earlier: The joined `earlier_metrics`.
  ///   - prefix: Goes before the names of the columns.
  static func selection(of table: String, earlier: String, prefix: String) -> String {
    (["\(table).ranks AS \(prefix)ranks"] + earlierColumns.map { "\(earlier).\($0) AS \(prefix)\($0)" })
      .joined(separator: ", ")
  }

  init(_ row: Row, prefix: String) throws {
    if let data = try row.decode(Data?.self, forColumn: "\(prefix)ranks") {
      guard let histogram = RankHistogram(stored: data) else {
        throw StoredValueError("ranks", "do not say how often each rank occurs")
      }
      self.init(histogram)
    } else {
      let values = try Self.earlierColumns.map { try row.decode(Double.self, forColumn: prefix + $0) }
      self.init(
        hitRatios: Array(values[..<Self.largestCutoff]), ndcgs: Array(values[Self.largestCutoff...]))
    }
  }

  /// Stores the metrics that were read from a file of an earlier release.
  /// - Parameter measured: "best", "last", or the number of an epoch.
  func writeEarlier(_ database: Database, run: Int64, measured: String) throws {
    guard histogram == nil else { return }
    let columns = ["run_id", "measured"] + Self.earlierColumns
    let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    try database.execute(
      sql: "INSERT INTO earlier_metrics (\(columns.joined(separator: ", "))) VALUES (\(places))",
      arguments: [run, measured] + StatementArguments(hitRatios + ndcgs))
  }
}

/// How the database holds what is in lists: a row for each metric.
extension ListMetrics {
  /// Those of runs, by the runs' rows.
  static func fetch(_ database: Database, runs: [Int64]) throws -> [Int64: ListMetrics] {
    var values: [Int64: [Candidates: [String: Double]]] = [:]
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT * FROM list_metrics WHERE run_id IN (SELECT value FROM json_each(?))",
      arguments: ["[\(runs.map(String.init).joined(separator: ","))]"])
    while let row = try rows.next() {
      let word = try row.decode(String.self, forColumn: "candidates")
      guard let candidates = Candidates(rawValue: word) else {
        throw StoredValueError("candidates", "is \(word)")
      }
      let metric = try row.decode(String.self, forColumn: "metric")
      values[try row.decode(forColumn: "run_id"), default: [:]][candidates, default: [:]][metric] =
        try row.decode(Double.self, forColumn: "value")
    }
    return values.mapValues(ListMetrics.init)
  }

  /// Stores what is not stored yet.
  func add(to database: Database, run: Int64) throws {
    for (candidates, values) in values {
      for (metric, value) in values {
        try database.execute(
          sql: """
            INSERT INTO list_metrics (run_id, candidates, metric, value) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
          arguments: [run, candidates.rawValue, metric, value])
      }
    }
  }
}

/// Columns that follow from ranks, and stand in the database for those who ask it in SQL. This program reads the ranks.
extension RankingMetric {
  static let inSummaries: [(column: String, metric: RankingMetric)] = [
    ("hr_10", .hitRatio(at: 10)), ("ndcg_10", .ndcg(at: 10)),
  ]
  static let inFullRankings = inSummaries + [("mrr", .reciprocalRank)]
}

extension ResultStore {
  /// Rounding in another order, as earlier releases did for full rankings, is no contradiction.
  private static let tolerance = 1e-12

  /// Where such a column contradicts what is stored of its run, one line each.
  public func columnContradictions(of record: RunRecord) throws -> [String] {
    guard let result = record.result else { return [] }
    let epochs = Dictionary(record.epochs.map { ($0.epoch, $0.metrics) }) { first, _ in first }
    return try read { database in
      func rows(_ sql: String) throws -> [Row] {
        try Row.fetchAll(database, sql: sql, arguments: [record.identity.digest])
      }
      var found: [String] = []
      for row in try rows(
        "SELECT epochs.* FROM epochs JOIN runs ON runs.id = epochs.run_id WHERE runs.identity = ? ORDER BY epoch"
      ) {
        let epoch = try row.decode(Int.self, forColumn: "epoch")
        found += try Self.contradictions(
          row, RankingMetric.inSummaries, "of epoch \(epoch)", expected: { epochs[epoch]?.value(of: $0) })
      }
      for row in try rows(
        "SELECT test_metrics.* FROM test_metrics JOIN runs ON runs.id = test_metrics.run_id WHERE runs.identity = ?"
      ) {
        let weights = try row.decode(String.self, forColumn: "weights")
        let metrics = weights == "best" ? result.best : result.last
        found += try Self.contradictions(
          row, RankingMetric.inSummaries, "at the \(weights) epoch", expected: metrics.value)
      }
      for row in try rows(
        "SELECT full_rankings.* FROM full_rankings JOIN runs ON runs.id = full_rankings.run_id WHERE runs.identity = ?"
      ) {
        found += try Self.contradictions(
          row, RankingMetric.inFullRankings, "of the full ranking",
          expected: { metric in result.fullRanking.map { metric.mean(of: $0.ranks) } })
      }
      return found
    }
  }

  private static func contradictions(
    _ row: Row, _ columns: [(column: String, metric: RankingMetric)], _ place: String,
    expected: (RankingMetric) -> Double?
  ) throws -> [String] {
    try columns.compactMap { column, metric in
      let found = try row.decode(Double.self, forColumn: column)
      guard let expected = expected(metric), !(abs(found - expected) <= tolerance) else { return nil }
      return "\(place) the column \(column) is \(found), expected \(expected)"
    }
  }
}
