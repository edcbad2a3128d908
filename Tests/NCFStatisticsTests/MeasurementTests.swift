import NCFRandom
import NCFStatistics
import Testing

@Suite struct MeasurementTests {
  @Test func hasTheSampleStandardDeviation() throws {
    for pair in try StatisticsFixture.load().pairs {
      let measurement = try #require(Measurement(of: pair.first))
      #expect(agree(measurement.mean, pair.mean))
      #expect(agree(try #require(measurement.standardDeviation), pair.standardDeviation))
    }
  }

  @Test func hasNoSpreadForOneValue() {
    #expect(Measurement(of: [0.5])?.standardDeviation == nil)
    #expect(Measurement(of: []) == nil)
  }
}

@Suite struct BootstrapIntervalTests {
  /// For the mean of n values, the interval is close to mean ± 1.96 s / √n.
  @Test func agreesWithTheNormalApproximation() throws {
    let values = (0..<400).map { Double($0 % 20) }
    let measurement = try #require(Measurement(of: values))
    let margin = 1.96 * (try #require(measurement.standardDeviation)) / 20
    var generator = SeededGenerator(seed: 1)
    let interval = try #require(BootstrapInterval(ofMean: values, resamples: 2000, using: &generator))
    #expect(abs(interval.lower - (measurement.mean - margin)) < 0.1 * margin)
    #expect(abs(interval.upper - (measurement.mean + margin)) < 0.1 * margin)
  }

  @Test func isRepeatable() {
    var first = SeededGenerator(seed: 3)
    var second = SeededGenerator(seed: 3)
    let values = [1.0, 2, 5, 7]
    #expect(
      BootstrapInterval(ofMean: values, using: &first) == BootstrapInterval(ofMean: values, using: &second))
  }
}
