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
    return try read { database in
      func problems(
        _ table: String, _ key: String, _ columns: [(column: String, metric: RankingMetric)], _ place: String,
        expected: (RankingMetric) -> Double?
      ) throws -> [String] {
        let row = try Row.fetchOne(
          database,
          sql: """
            SELECT \(columns.map { "\(table).\($0.column)" }.joined(separator: ", "))
            FROM \(table) JOIN runs ON runs.id = \(table).run_id WHERE runs.identity = ? AND \(key)
            """,
          arguments: [record.identity.digest])
        guard let row else { return [] }
        return try columns.compactMap { column, metric in
          let found = try row.decode(Double.self, forColumn: column)
          guard let expected = expected(metric), !(abs(found - expected) <= Self.tolerance) else {
            return nil
          }
          return "\(place) the column \(column) is \(found), expected \(expected)"
        }
      }
      var found: [String] = []
      for epoch in record.epochs {
        found += try problems(
          "epochs", "epoch = \(epoch.epoch)", RankingMetric.inSummaries, "of epoch \(epoch.epoch)",
          expected: epoch.metrics.value)
      }
      for (weights, metrics) in [("best", result.best), ("last", result.last)] {
        found += try problems(
          "test_metrics", "weights = '\(weights)'", RankingMetric.inSummaries, "at the \(weights) epoch",
          expected: metrics.value)
      }
      if let full = result.fullRanking {
        found += try problems(
          "full_rankings", "true", RankingMetric.inFullRankings, "of the full ranking",
          expected: { $0.mean(of: full.ranks) })
      }
      return found
    }
  }
}
