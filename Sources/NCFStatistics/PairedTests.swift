import Foundation

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
      pValue = 2 * StudentT(degreesOfFreedom: Double(degreesOfFreedom)).upperTail(abs(statistic))
    }
  }
}

/// Wilcoxon's signed-rank test of paired samples, by the normal approximation with the correction for ties and
/// without a correction for continuity. Pairs without a difference are left out (Wilcoxon, 1945). Differences that only
/// rounding tells apart, from zero or from each other, are equal (`pairedDifferences`).
public struct WilcoxonSignedRankTest: Hashable, Sendable {
  /// The smaller of the sums of positive and of negative ranks.
  public let statistic: Double
  /// Pairs that differ.
  public let differingPairs: Int
  /// Two-sided.
  public let pValue: Double

  /// Nil for samples of different length. If no pair differs, p is 1.
  ///
  /// Complexity: O(n log n).
  public init?(_ first: [Double], _ second: [Double]) {
    guard let (paired, tolerance) = pairedDifferences(first, second) else { return nil }
    let differences = paired.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
    differingPairs = differences.count
    guard !differences.isEmpty else {
      (statistic, pValue) = (0, 1)
      return
    }
    var positive = 0.0
    var tieCorrection = 0.0
    var start = 0
    while start < differences.count {
      // Equal magnitudes share the mean of the ranks start + 1 … end.
      var end = start + 1
      while end < differences.count, abs(differences[end]) - abs(differences[start]) <= tolerance { end += 1 }
      let rank = Double(start + 1 + end) / 2
      positive += rank * Double(differences[start..<end].count { $0 > 0 })
      let ties = Double(end - start)
      tieCorrection += ties * ties * ties - ties
      start = end
    }
    let n = Double(differences.count)
    let mean = n * (n + 1) / 4
    let variance = n * (n + 1) * (2 * n + 1) / 24 - tieCorrection / 48
    statistic = min(positive, n * (n + 1) / 2 - positive)
    pValue = erfc(abs(statistic - mean) / variance.squareRoot() / 2.0.squareRoot())
  }
}

/// The differences `first[i] − second[i]`, without those that rounding alone makes: values of users are means over seeds,
/// and the same numbers added in another order differ in the last digits. What is below 10⁻¹² of the largest value is 0.
///
/// Nil for samples of different length.
func pairedDifferences(_ first: [Double], _ second: [Double]) -> (values: [Double], tolerance: Double)? {
  guard first.count == second.count else { return nil }
  let tolerance = 1e-12 * (first + second).reduce(0) { max($0, abs($1)) }
  return (zip(first, second).map { abs($0 - $1) <= tolerance ? 0 : $0 - $1 }, tolerance)
}
