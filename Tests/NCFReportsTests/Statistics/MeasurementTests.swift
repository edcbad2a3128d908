import NCFReports
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
