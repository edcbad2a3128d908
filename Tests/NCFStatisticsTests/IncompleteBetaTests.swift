import NCFStatistics
import Testing

@Suite struct IncompleteBetaTests {
  @Test func agreesWithSciPy() throws {
    for expected in try StatisticsFixture.load().incompleteBeta {
      let value = regularisedIncompleteBeta(expected.x, expected.a, expected.b)
      #expect(agree(value, expected.value), "I_\(expected.x)(\(expected.a), \(expected.b)) = \(value)")
    }
  }

  @Test func isZeroAndOneAtTheEnds() {
    #expect(regularisedIncompleteBeta(0, 3, 0.5) == 0)
    #expect(regularisedIncompleteBeta(1, 3, 0.5) == 1)
  }
}
