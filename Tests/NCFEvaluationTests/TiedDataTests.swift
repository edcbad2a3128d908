import Foundation
import NCFData
import NCFEvaluation
import Testing

/// A data set on which popularity ties most items: what comes out is held against NumPy, which takes the mean over
/// every single place (make_ties.py in the fixtures).
@Suite struct TiedDataTests {
  private struct Figures: Decodable {
    let hitRatios: [Double]
    let ndcgs: [Double]
    let meanReciprocalRanks: [Double]
    let mrr: Double
  }

  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")

  @Test(arguments: TieRule.allCases, ["sampled", "full"]) func agreesWithNumPy(
    ties: TieRule, way: String
  ) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let expected = try #require(
      try decoder.decode(
        [String: [String: Figures]].self,
        from: Data(contentsOf: Self.fixtures.appendingPathComponent("ties.json"))
      )[way]?[ties.rawValue])
    let dataset = try DatasetReader.read(
      named: "tied", in: Self.fixtures.appendingPathComponent("tied").path)
    let popular = MostPopular(dataset.training)
    let ranks =
      way == "sampled"
      ? Evaluator(task: dataset.test, ties: ties).ranks(of: popular)
      : try #require(
        FullRankingEvaluator(task: dataset.test, known: dataset.training, ties: ties).rank(popular)
      ).ranks
    let metrics = RankingMetrics(ranks: ranks)
    func agree(_ found: [Double]?, _ expected: [Double]) -> Bool {
      found.map { zip($0, expected).allSatisfy { abs($0 - $1) < 1e-13 } && $0.count == 10 } ?? false
    }
    #expect(agree(metrics.hitRatios, expected.hitRatios))
    #expect(agree(metrics.ndcgs, expected.ndcgs))
    #expect(agree(metrics.values(of: ReciprocalRank()), expected.meanReciprocalRanks))
    #expect(abs(RankingMetric.reciprocalRank.mean(of: ranks) - expected.mrr) < 1e-13)
    #expect(ranks.tied.isEmpty == (ties != .average))
  }
}
