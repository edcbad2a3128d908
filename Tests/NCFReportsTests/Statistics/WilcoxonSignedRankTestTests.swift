import NCFReports
import Testing

@Suite struct WilcoxonSignedRankTestTests {
  @Test func agreesWithSciPy() throws {
    for pair in try StatisticsFixture.load().pairs {
      let test = try #require(WilcoxonSignedRankTest(pair.first, pair.second))
      #expect(agree(test.statistic, pair.w), "\(pair.name)")
      #expect(agree(test.pValue, pair.wilcoxonP), "\(pair.name): \(test.pValue)")
    }
  }

  @Test func takesEqualSamplesForEqual() {
    #expect(WilcoxonSignedRankTest([1, 0], [1, 0])?.pValue == 1)
  }
}
