import Foundation

/// MRR: the mean of 1 / rank; with a cut-off, 0 beyond it (Voorhees, TREC-8, 1999).
public struct ReciprocalRank: Metric {
  public let title = "MRR"
  public let key = "mean_reciprocal_ranks"
  public let needsCutoff = false

  public init() {}

  public func gain(of cases: Double, at rank: Int) -> Double { cases / Double(rank) }

  /// 1/a + … + 1/b: term by term where that is short, else as the difference of two harmonic numbers.
  public func gain(over ranks: ClosedRange<Int>) -> Double {
    let (first, last) = (ranks.lowerBound, ranks.upperBound)
    // From here on, the expansion is exact to the last bit.
    let start = max(first, 65)
    guard last - start > 64 else { return ranks.reduce(0) { $0 + 1 / Double($1) } }
    let head = (first..<start).reduce(0) { $0 + 1 / Double($1) }
    let span = log1p(Double(last - start + 1) / Double(start - 1))
    return head + span + (Self.correction(last) - Self.correction(start - 1))
  }

  /// The n-th harmonic number without ln n + γ (Euler and Maclaurin).
  private static func correction(_ n: Int) -> Double {
    let inverse = 1 / Double(n)
    let square = inverse * inverse
    return inverse * (1 / 2 - inverse * (1 / 12 - square * (1 / 120 - square / 252)))
  }
}

extension RankingMetric {
  public static let reciprocalRank = RankingMetric(ReciprocalRank())
  public static func reciprocalRank(at cutoff: Int) -> RankingMetric {
    RankingMetric(ReciprocalRank(), at: cutoff)
  }
}
