import Foundation

/// HR@K and NDCG@K for K = 1…10, averaged over the cases of a leave-one-out task (He et al. 2017, section 4.1).
public struct RankingMetrics: Hashable, Sendable, Codable {
  /// The largest cut-off that is kept.
  public static let largestCutoff = 10

  /// HR@1 … HR@10: the share of cases whose held-out item is among the first K.
  public let hitRatios: [Double]
  /// NDCG@1 … NDCG@10: the mean of log 2 / log(rank + 1) over all cases, 0 where the rank is beyond K.
  public let ndcgs: [Double]

  public init(hitRatios: [Double], ndcgs: [Double]) {
    precondition(hitRatios.count == Self.largestCutoff && ndcgs.count == Self.largestCutoff)
    self.hitRatios = hitRatios
    self.ndcgs = ndcgs
  }

  /// - Parameter ranks: The 1-based rank of each case's held-out item.
  public init(ranks: [UInt16]) {
    var counts = [Int](repeating: 0, count: Self.largestCutoff)
    for rank in ranks where rank <= Self.largestCutoff { counts[Int(rank) - 1] += 1 }
    var hits = 0
    var gain = 0.0
    var hitRatios: [Double] = []
    var ndcgs: [Double] = []
    for (index, count) in counts.enumerated() {
      hits += count
      // Another order of these operations rounds otherwise, and stored runs would not verify bit by bit.
      gain += Double(count) * log(2) / log(Double(index + 2))
      hitRatios.append(Double(hits) / Double(max(1, ranks.count)))
      ndcgs.append(gain / Double(max(1, ranks.count)))
    }
    self.init(hitRatios: hitRatios, ndcgs: ndcgs)
  }

  /// HR@K, 1 ≤ K ≤ 10.
  public func hitRatio(at cutoff: Int) -> Double { hitRatios[cutoff - 1] }
  /// NDCG@K, 1 ≤ K ≤ 10.
  public func ndcg(at cutoff: Int) -> Double { ndcgs[cutoff - 1] }
}
