import NCFEvaluation
import NCFReports
import Testing

@Suite struct RankingMetricTests {
  @Test(arguments: RankingMetric.atTen + [.hitRatio(at: 3), .ndcg(at: 5)])
  func averagesToTheMetric(_ metric: RankingMetric) {
    let ranks: [UInt16] = [1, 2, 3, 4, 7, 10, 11, 50, 100]
    let mean = ranks.reduce(0) { $0 + metric.value(ofRank: $1) } / Double(ranks.count)
    #expect(agree(mean, metric.value(in: RankingMetrics(ranks: ranks))))
  }
}
