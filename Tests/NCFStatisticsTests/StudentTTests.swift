import NCFStatistics
import Testing

@Suite struct StudentTTests {
  @Test func agreesWithSciPy() throws {
    for expected in try StatisticsFixture.load().studentT {
      let distribution = StudentT(degreesOfFreedom: expected.degreesOfFreedom)
      #expect(agree(distribution.upperTail(expected.t), expected.upperTail))
      #expect(agree(distribution.critical(expected.tail), expected.critical))
    }
  }

  @Test func withoutEndIsNormal() {
    let normal = StudentT(degreesOfFreedom: .infinity)
    #expect(agree(normal.critical(0.025), 1.959963984540054))
    #expect(agree(normal.upperTail(-1), 0.8413447460685429))
  }

  @Test func nothingIsBeyondInfinity() {
    #expect(StudentT(degreesOfFreedom: 3).upperTail(.infinity) == 0)
    #expect(StudentT(degreesOfFreedom: 3).upperTail(-.infinity) == 1)
  }
}

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
