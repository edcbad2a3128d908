import NCFReports
import Testing

@Suite struct AxisTests {
  @Test func coversItsValuesWithRoundTicks() {
    let axis = Axis("HR@10", covering: [0.1, 0.688])
    #expect(axis.range.contains(0.1) && axis.range.contains(0.688))
    #expect(axis.ticks.map(\.label) == ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"])
  }

  @Test func countsHaveNoHalves() {
    let axis = Axis("epoch", covering: [0, 3], smallestStep: 1)
    #expect(axis.ticks.map(\.label) == ["0", "1", "2", "3"])
  }

  @Test func standsWithoutValues() {
    let axis = Axis("loss", covering: [])
    #expect(axis.range.lowerBound < axis.range.upperBound && !axis.ticks.isEmpty)
  }

  /// On a round number, between round numbers, and far from zero.
  @Test(arguments: [0.5, 0.32457, 0, 123_456.7])
  func standsForOneValue(value: Double) {
    let axis = Axis("loss", covering: [value])
    #expect(axis.range.lowerBound < value && axis.range.upperBound > value && !axis.ticks.isEmpty)
  }

  @Test func categoriesStandAtEvenDistances() {
    let axis = Axis("factors", categories: ["8", "16", "32"])
    #expect(axis.ticks.map(\.position) == [0, 1, 2])
  }
}
