import Foundation
import NCFEvaluation
import Testing

@Suite struct RankingMetricsTests {
  /// Four cases with ranks 1, 2, 5 and 11, by hand.
  @Test func handExample() {
    let metrics = RankingMetrics(ranks: [2, 11, 1, 5])
    #expect(metrics.hitRatios == [0.25, 0.5, 0.5, 0.5, 0.75, 0.75, 0.75, 0.75, 0.75, 0.75])
    let (second, fifth) = (1 / log2(3.0), 1 / log2(6.0))
    for cutoff in 1...10 {
      let gain = 1 + (cutoff >= 2 ? second : 0) + (cutoff >= 5 ? fifth : 0)
      #expect(abs(metrics.ndcg(at: cutoff) - gain / 4) < 1e-15)
      #expect(metrics.hitRatio(at: cutoff) == metrics.hitRatios[cutoff - 1])
    }
  }

  /// One case at each rank: NDCG = log 2 / log(rank + 1) up to the cut-off, nothing beyond it.
  @Test(arguments: 1...12)
  func oneCase(rank: Int) {
    let metrics = RankingMetrics(ranks: [UInt32(rank)])
    for cutoff in 1...10 {
      let isHit = rank <= cutoff
      #expect(metrics.hitRatio(at: cutoff) == (isHit ? 1 : 0))
      #expect(abs(metrics.ndcg(at: cutoff) - (isHit ? log(2) / log(Double(rank + 1)) : 0)) < 1e-15)
    }
  }

  @Test func noCasesScoreZero() {
    let metrics = RankingMetrics(ranks: [])
    #expect(metrics.hitRatios == Array(repeating: 0, count: 10) && metrics.ndcgs == metrics.hitRatios)
  }

  /// Worked out in NumPy: see make_reference.py in the fixtures of NCFModelsTests.
  @Test func agreesWithTheReference() throws {
    struct Reference: Decodable {
      let ranks: [UInt32]
      let hitRatios: [Double]
      let ndcgs: [Double]
    }
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/metrics.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let reference = try decoder.decode(Reference.self, from: Data(contentsOf: path))
    let metrics = RankingMetrics(ranks: Ranks(places: reference.ranks))
    #expect(zip(metrics.hitRatios, reference.hitRatios).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(zip(metrics.ndcgs, reference.ndcgs).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(metrics.ndcgs.count == 10 && reference.ranks.contains { $0 > 10 })
  }

  /// HR and NDCG were summed up so by release 0.1.0, whose runs are stored: every bit counts.
  @Test func figuresAreRoundedAsEver() {
    var state: UInt32 = 1
    let ranks = (0..<6040).map { _ -> UInt32 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return 1 + (state >> 16) % 100
    }
    let metrics = RankingMetrics(ranks: Ranks(places: ranks))
    var (hits, gain) = (0, 0.0)
    for cutoff in 1...10 {
      let count = ranks.count { $0 == cutoff }
      hits += count
      gain += Double(count) * log(2) / log(Double(cutoff + 1))
      #expect(metrics.hitRatio(at: cutoff) == Double(hits) / 6040)
      #expect(metrics.ndcg(at: cutoff) == gain / 6040)
    }
  }

  /// Of an epoch of release 0.1.0, HR and NDCG at 1 to 10 are known, and nothing else.
  @Test func whatWasNotKeptIsNotKnown() {
    let ranks: Ranks = [2, 11, 1, 5]
    let whole = RankingMetrics(ranks: ranks)
    let kept = RankingMetrics(hitRatios: whole.hitRatios, ndcgs: whole.ndcgs)
    #expect(kept.value(of: .hitRatio(at: 10)) == 0.75 && kept.value(of: .ndcg(at: 3)) == whole.ndcg(at: 3))
    for metric in [RankingMetric.reciprocalRank, .reciprocalRank(at: 5), .hitRatio(at: 11), .ndcg(at: 20)] {
      #expect(kept.value(of: metric) == nil)
      #expect(whole.value(of: metric) == metric.mean(of: ranks))
    }
    #expect(kept.values(of: ReciprocalRank()) == nil && whole.values(of: ReciprocalRank())?.count == 10)
    #expect(kept.agrees(with: whole) && whole.agrees(with: kept) && kept.histogram == nil)
    let others = RankingMetrics(ranks: [2, 12, 1, 5])
    #expect(!others.agrees(with: whole) && others.agrees(with: kept))
    #expect(!RankingMetrics(ranks: [2, 11, 1, 6]).agrees(with: kept))
  }
}
