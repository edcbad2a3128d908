/// HR@K: the share of cases whose held-out item is among the first K (He et al. 2017, section 4.1). With one held-out
/// item to a user it is Recall@K as well.
public struct HitRatio: Metric {
  public let title = "HR"
  public let key = "hit_ratios"
  public let needsCutoff = true

  public init() {}

  public func gain(of cases: Double, at rank: Int) -> Double { cases }

  public func gain(over ranks: ClosedRange<Int>) -> Double { Double(ranks.count) }
}

extension RankingMetric {
  public static func hitRatio(at cutoff: Int) -> RankingMetric { RankingMetric(HitRatio(), at: cutoff) }
}
