import Foundation
import NCFEvaluation
import Testing

@Suite struct RankingMetricTests {
  private static let metrics: [RankingMetric] = [
    .hitRatio(at: 1), .hitRatio(at: 3), .hitRatio(at: 10), .ndcg(at: 1), .ndcg(at: 3), .ndcg(at: 10),
    .ndcg(at: 100), .reciprocalRank(at: 3), .reciprocalRank,
  ]

  /// Ranks 1, 3, 100 and 5000, by hand.
  private let ranks: Ranks = [3, 1, 5000, 100]

  @Test(arguments: [(1, 0.25), (2, 0.25), (3, 0.5), (99, 0.5), (100, 0.75), (5000, 1)])
  func hitRatioIsTheShareWithinTheCutoff(cutoff: Int, expected: Double) {
    #expect(RankingMetric.hitRatio(at: cutoff).mean(of: ranks) == expected)
  }

  @Test func gainsFallWithTheRank() {
    #expect(RankingMetric.ndcg(at: 1).mean(of: ranks) == 0.25)
    #expect(abs(RankingMetric.ndcg(at: 10).mean(of: ranks) - (1 + 0.5) / 4) < 1e-12)
    let gains = [1, 0.5, 1 / log2(101.0)]
    #expect(abs(RankingMetric.ndcg(at: 100).mean(of: ranks) - gains.reduce(0, +) / 4) < 1e-12)
  }

  @Test func reciprocalRanksNeedNoCutoff() {
    let shares: [Double] = [1, 1 / 3.0, 0.01, 0.0002]
    #expect(abs(RankingMetric.reciprocalRank.mean(of: ranks) - shares.reduce(0, +) / 4) < 1e-12)
    #expect(abs(RankingMetric.reciprocalRank(at: 10).mean(of: ranks) - (1 + 1 / 3.0) / 4) < 1e-12)
  }

  @Test(arguments: metrics) func nobodyHasNothing(metric: RankingMetric) {
    #expect(metric.mean(of: []) == 0)
  }

  /// Against every order of the tied, counted one by one.
  @Test(arguments: metrics) func aSharedRankIsTheMeanOverAllOrders(metric: RankingMetric) {
    for ahead in 0...4 {
      for tied in 0...5 {
        var values: [Double] = []
        // Of the tied, the held-out item is number 0; each order has it on some place.
        func visit(_ placed: [Int]) {
          if placed.count == tied + 1 {
            let place = UInt32(ahead + 1 + placed.firstIndex(of: 0)!)
            values.append(metric.value(of: Rank(place: place)))
          }
          for next in 0...tied where !placed.contains(next) { visit(placed + [next]) }
        }
        visit([])
        let expected = values.reduce(0, +) / Double(values.count)
        let rank = Rank(place: UInt32(ahead + 1), tied: UInt32(tied))
        #expect(abs(metric.value(of: rank) - expected) < 1e-14, "\(metric.title) of \(rank)")
      }
    }
  }

  /// Where a span of ranks is long, a closed form takes the place of the sum.
  @Test(arguments: [(1, 200), (1, 100_000), (60, 2000), (64, 129), (66, 131), (65, 65), (90_000, 3_000_000)])
  func closedFormsAreTheSum(first: Int, last: Int) {
    for metric in MetricRegistry.all {
      let sum = (first...last).reduce(0) { $0 + metric.gain(of: 1, at: $1) }
      let closed = metric.gain(over: first...last)
      #expect(abs(closed - sum) < 1e-12 * max(1, sum), "\(metric.title)")
    }
  }

  /// A mean over cases is the mean of the cases' own values, which tests over users take.
  @Test(arguments: metrics) func theMeanIsOfTheCasesValues(metric: RankingMetric) {
    let ranks = Ranks(
      places: [1, 2, 3, 4, 7, 10, 11, 50, 3, 1], tied: [0, 3, 0, 200, 5, 1, 0, 0, 0, .max - 1])
    let values = ranks.map(metric.value)
    #expect(abs(values.reduce(0, +) / 10 - metric.mean(of: ranks)) < 1e-14)
  }

  @Test func everyHitIsAWholeHit() {
    #expect(RankingMetric.hitRatio(at: 10).mean(of: Ranks(places: [1, 1, 1], tied: [9, 2, 6])) == 1)
  }

  @Test func namesAreRead() {
    for metric in Self.metrics { #expect(RankingMetric(named: metric.column) == metric) }
    #expect(RankingMetric(named: "NDCG@5")?.title == "NDCG@5")
    for name in ["", "hr", "ndcg", "hr@", "hr@0", "hr@-1", "hr@x", "hr@1@2", "@10", "recall@10", "mrr@1.5"] {
      #expect(RankingMetric(named: name) == nil, "\(name)")
    }
  }

  /// Names and keys are how everything else tells metrics apart.
  @Test func namesAndKeysAreUnique() {
    #expect(Set(MetricRegistry.all.map { $0.title.lowercased() }).count == MetricRegistry.all.count)
    #expect(Set(MetricRegistry.all.map(\.key)).count == MetricRegistry.all.count)
    #expect(Set(MetricRegistry.selecting.map(\.column)).count == MetricRegistry.selecting.count)
  }
}

@Suite struct RankHistogramTests {
  @Test func countsEachRank() {
    let histogram = RankHistogram(Ranks(places: [3, 1, 3, 3, 1], tied: [0, 2, 1, 0, 2]))
    #expect(histogram.caseCount == 5)
    #expect(histogram.entries.map(\.rank.place) == [1, 3, 3])
    #expect(histogram.entries.map(\.rank.tied) == [2, 0, 1])
    #expect(histogram.entries.map(\.caseCount) == [2, 2, 1])
    #expect(RankHistogram(entries: histogram.entries) == histogram)
  }

  @Test func ranksThatNobodySharesAreOneThing() {
    #expect(Ranks(places: [4, 2], tied: [0, 0]) == [4, 2])
    #expect(Ranks(places: [4, 2], tied: [0, 1]) != [4, 2])
  }

  @Test func isInRisingOrderAndValid() {
    func entry(_ place: UInt32, _ tied: UInt32 = 0, _ cases: Int = 1) -> RankHistogram.Entry {
      .init(rank: Rank(place: place, tied: tied), caseCount: cases)
    }
    #expect(RankHistogram(entries: [entry(1), entry(1, 1), entry(2)])?.caseCount == 3)
    for entries in [
      [entry(2), entry(1)], [entry(1), entry(1)], [entry(1, 2), entry(1, 1)], [entry(0)], [entry(1, 0, 0)],
      [entry(.max, 1)], [entry(1, 0, .max), entry(2)],
    ] {
      #expect(RankHistogram(entries: entries) == nil)
    }
  }
}
