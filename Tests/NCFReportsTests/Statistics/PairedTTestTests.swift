import NCFReports
import Testing

@Suite struct PairedTTestTests {
  @Test func agreesWithSciPy() throws {
    for pair in try StatisticsFixture.load().pairs {
      let test = try #require(PairedTTest(pair.first, pair.second))
      #expect(agree(test.statistic, pair.t), "\(pair.name)")
      #expect(agree(test.pValue, pair.tTestP), "\(pair.name): \(test.pValue)")
      #expect(test.degreesOfFreedom == pair.first.count - 1)
    }
  }

  @Test func takesEqualSamplesForEqual() {
    #expect(PairedTTest([1, 0, 1], [1, 0, 1])?.pValue == 1)
  }

  @Test func takesAConstantDifferenceForCertain() {
    #expect(PairedTTest([2, 1, 2], [1, 0, 1])?.pValue == 0)
  }

  @Test func needsTwoPairsOfEqualCount() {
    #expect(PairedTTest([1], [0]) == nil)
    #expect(PairedTTest([1, 2], [0]) == nil)
  }
}
