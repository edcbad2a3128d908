/// The differences `first[i] − second[i]`, without those that rounding alone makes: values of users are means over seeds,
/// and the same numbers added in another order differ in the last digits. What is below 10⁻¹² of the largest value is 0.
///
/// Nil for samples of different length.
func pairedDifferences(_ first: [Double], _ second: [Double]) -> (values: [Double], tolerance: Double)? {
  guard first.count == second.count else { return nil }
  let tolerance = 1e-12 * (first + second).reduce(0) { max($0, abs($1)) }
  return (zip(first, second).map { abs($0 - $1) <= tolerance ? 0 : $0 - $1 }, tolerance)
}

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
    guard first.count > 1, let paired = pairedDifferences(first, second),
      let differences = Measurement(of: paired.values),
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
