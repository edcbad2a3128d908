import Foundation

/// The gain of one held-out item in NDCG (He et al. 2017, section 4.1).
public enum RankGain {
  /// log 2 / log(rank + 1): 1 on rank 1, less further down.
  public static func of(rank: Int) -> Double { log(2) / log(Double(rank) + 1) }
}
