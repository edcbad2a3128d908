import Foundation

/// NDCG@K of one held-out item: log 2 / log(rank + 1), 0 beyond K (He et al. 2017, section 4.1).
public struct NDCG: Metric {
  public let title = "NDCG"
  public let key = "ndcgs"
  public let needsCutoff = true

  public init() {}

  // Another order of these operations rounds otherwise, and stored runs would not verify bit by bit.
  public func gain(of cases: Double, at rank: Int) -> Double { cases * log(2) / log(Double(rank) + 1) }
}

extension RankingMetric {
  public static func ndcg(at cutoff: Int) -> RankingMetric { RankingMetric(NDCG(), at: cutoff) }
}
