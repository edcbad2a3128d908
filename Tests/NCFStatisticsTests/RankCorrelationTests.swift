import NCFStatistics
import Testing

@Suite struct KendallTauTests {
  @Test func theSameOrderIsOneAndTheOppositeMinusOne() throws {
    let up = try #require(KendallTau([1, 2, 3, 4], [10, 20, 30, 99]))
    #expect(up.coefficient == 1 && up.concordantPairs == 6 && up.discordantPairs == 0)
    #expect(KendallTau([1, 2, 3, 4], [4, 3, 2, 1])?.coefficient == -1)
  }

  /// One neighbouring pair of five swapped: (9 − 1) / 10.
  @Test func oneSwap() throws {
    let tau = try #require(KendallTau([1, 2, 3, 4, 5], [1, 3, 2, 4, 5]))
    #expect(abs(tau.coefficient - 0.8) < 1e-12 && tau.discordantPairs == 1)
  }

  /// As scipy.stats.kendalltau gives it.
  @Test func tiesCountForNeither() throws {
    let tau = try #require(KendallTau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]))
    #expect(abs(tau.coefficient - -0.47140452079103173) < 1e-12)
  }

  @Test func nothingToCompareHasNoCorrelation() {
    #expect(KendallTau([], []) == nil && KendallTau([1], [1]) == nil)
    #expect(KendallTau([1, 1], [1, 2]) == nil && KendallTau([1, 2], [1]) == nil)
  }
}
