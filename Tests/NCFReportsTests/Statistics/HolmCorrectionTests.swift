import NCFReports
import Testing

@Suite struct HolmCorrectionTests {
  /// Worked by hand: sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, then made to ascend.
  @Test func stepsDown() {
    let adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(agree(value, expected)) }
  }

  @Test func staysBelowOne() {
    #expect(holmAdjusted([0.9, 0.8]) == [1, 1])
  }
}
