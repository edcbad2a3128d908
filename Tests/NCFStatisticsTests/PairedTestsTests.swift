import NCFStatistics
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

  /// Three seeds that give a user the same gains in another order: the sums differ in their last digits alone.
  @Test func roundingMakesNoDifference() throws {
    let gains = [0.1, 0.2, 0.3]
    let (first, second) = ((gains[0] + gains[1]) + gains[2], gains[0] + (gains[1] + gains[2]))
    try #require(first != second)
    let users = Array(repeating: first / 3, count: 50)
    let others = Array(repeating: second / 3, count: 50)
    let test = try #require(WilcoxonSignedRankTest(users, others))
    #expect(test.differingPairs == 0 && test.pValue == 1)
    #expect(PairedTTest(users, others)?.pValue == 1)
  }

  /// Differences of one size share a rank, also where rounding tells them apart.
  @Test func roundingBreaksNoTies() throws {
    let first = [0.3, 0.1 + 0.2, 0.3, 1.1, 0.2]
    let exact = [0.3, 0.3, 0.3, 1.1, 0.2]
    let zeros = [Double](repeating: 0, count: 5)
    try #require(first[1] != exact[1])
    #expect(WilcoxonSignedRankTest(first, zeros) == WilcoxonSignedRankTest(exact, zeros))
    #expect(
      WilcoxonSignedRankTest(first.map { -$0 } + first, zeros + zeros)?.pValue
        == WilcoxonSignedRankTest(exact.map { -$0 } + exact, zeros + zeros)?.pValue)
  }
}
