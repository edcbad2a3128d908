import Foundation
import GRDB
import NCFEvaluation

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
