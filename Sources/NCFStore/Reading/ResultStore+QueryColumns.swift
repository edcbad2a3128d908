import GRDB
import NCFEvaluation
import NCFExperiments

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
