import NCFEvaluation

/// The two measures that the paper reports (section 4.1), at one cut-off K.
public enum RankingMetric: Hashable, Sendable {
  case hitRatio(at: Int)
  case ndcg(at: Int)

  /// The pair that every table has.
  public static let atTen: [RankingMetric] = [.hitRatio(at: 10), .ndcg(at: 10)]

  /// "HR@10", "NDCG@10".
  public var title: String {
    switch self {
    case .hitRatio(let cutoff): "HR@\(cutoff)"
    case .ndcg(let cutoff): "NDCG@\(cutoff)"
    }
  }

  /// The name of its column in CSV files: "hr@10", "ndcg@10".
  public var column: String { title.lowercased() }

  /// The mean over all users.
  public func value(in metrics: RankingMetrics) -> Double {
    switch self {
    case .hitRatio(let cutoff): metrics.hitRatio(at: cutoff)
    case .ndcg(let cutoff): metrics.ndcg(at: cutoff)
    }
  }

  /// One user's share: a hit (0 or 1), or the gain log 2 / log(rank + 1) within the first K.
  ///
  /// - Parameter rank: The 1-based rank of the user's held-out item.
  public func value(ofRank rank: some UnsignedInteger) -> Double {
    switch self {
    case .hitRatio(let cutoff): rank <= cutoff ? 1 : 0
    case .ndcg(let cutoff): rank <= cutoff ? RankGain.of(rank: Int(rank)) : 0
    }
  }
}
