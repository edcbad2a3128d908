/// Student's paired t-test: is the mean of the differences `first[i] − second[i]` zero?
///
///     let test = PairedTTest(hitsOfNeuMF, hitsOfBPR)
///     if let test, test.pValue < 0.01 { … }
public struct PairedTTest: Hashable, Sendable {
  public let meanDifference: Double
  public let statistic: Double
  public let degreesOfFreedom: Int
  /// Two-sided.
  public let pValue: Double

  /// Nil for fewer than two pairs or samples of different length. If all differences are equal, the test is
  /// degenerate: p is 1 where they are zero, else 0.
  public init?(_ first: [Double], _ second: [Double]) {
    guard first.count == second.count, first.count > 1,
      let differences = Measurement(of: zip(first, second).map(-)),
      let deviation = differences.standardDeviation
    else { return nil }
    meanDifference = differences.mean
    degreesOfFreedom = first.count - 1
    if deviation == 0 {
      statistic = meanDifference == 0 ? 0 : (meanDifference > 0 ? .infinity : -.infinity)
      pValue = meanDifference == 0 ? 1 : 0
    } else {
      statistic = meanDifference / (deviation / Double(first.count).squareRoot())
      let freedom = Double(degreesOfFreedom)
      pValue = regularisedIncompleteBeta(freedom / (freedom + statistic * statistic), freedom / 2, 0.5)
    }
  }
}
