import Foundation
import NCFEvaluation
import Testing

@Suite struct FullRankingTests {
  /// Ranks 1, 3, 100 and 5000, by hand.
  private let ranking = FullRanking(ranks: [3, 1, 5000, 100], microsecondsPerUser: 1)

  @Test(arguments: [(1, 0.25), (2, 0.25), (3, 0.5), (99, 0.5), (100, 0.75), (5000, 1)])
  func hitRatioIsTheShareWithinTheCutoff(cutoff: Int, expected: Double) {
    #expect(ranking.hitRatio(at: cutoff) == expected)
  }

  @Test func gainsFallWithTheRank() {
    #expect(ranking.ndcg(at: 1) == 0.25)
    #expect(abs(ranking.ndcg(at: 10) - (1 + 0.5) / 4) < 1e-12)
    let gains = [1, 0.5, 1 / log2(101.0)]
    #expect(abs(ranking.ndcg(at: 100) - gains.reduce(0, +) / 4) < 1e-12)
  }

  @Test func reciprocalRanksNeedNoCutoff() {
    let shares: [Double] = [1, 1 / 3.0, 0.01, 0.0002]
    #expect(abs(ranking.meanReciprocalRank - shares.reduce(0, +) / 4) < 1e-12)
  }

  @Test func nobodyHasNoHits() {
    let nobody = FullRanking(ranks: [], microsecondsPerUser: 0)
    #expect(nobody.hitRatio(at: 10) == 0 && nobody.ndcg(at: 10) == 0 && nobody.meanReciprocalRank == 0)
  }
}
