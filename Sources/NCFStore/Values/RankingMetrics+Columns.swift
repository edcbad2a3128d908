import GRDB
import NCFEvaluation

/// HR@K and NDCG@K as the columns `hr_1` … `hr_10`, `ndcg_1` … `ndcg_10`.
extension RankingMetrics {
  static let columns =
    (1...largestCutoff).map { "hr_\($0)" } + (1...largestCutoff).map { "ndcg_\($0)" }

  var columnValues: [Double] { hitRatios + ndcgs }

  /// - Parameter prefix: What the query puts before the names of the columns.
  init(_ row: Row, prefix: String = "") throws {
    self.init(
      hitRatios: try (1...Self.largestCutoff).map { try row.decode(forColumn: "\(prefix)hr_\($0)") },
      ndcgs: try (1...Self.largestCutoff).map { try row.decode(forColumn: "\(prefix)ndcg_\($0)") })
  }

  /// The columns of a joined table under their prefix.
  static func selection(of table: String, prefix: String) -> String {
    columns.map { "\(table).\($0) AS \(prefix)\($0)" }.joined(separator: ", ")
  }
}
