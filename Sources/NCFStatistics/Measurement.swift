import NCFRandom

/// What repeats of one configuration measured: their mean and, from two repeats on, their spread.
public struct Measurement: Hashable, Sendable {
  public let mean: Double
  /// The sample standard deviation (n − 1 in the denominator); nil for a single repeat.
  public let standardDeviation: Double?
  /// The number of repeats.
  public let count: Int

  /// Nil if there is nothing to average.
  public init?(of values: [Double]) {
    guard !values.isEmpty else { return nil }
    count = values.count
    mean = values.reduce(0, +) / Double(values.count)
    let centre = mean
    standardDeviation =
      values.count < 2
      ? nil
      : (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
  }
}

/// A percentile bootstrap interval of a mean (Efron, 1979): the sample is redrawn with replacement, and the
/// interval holds the middle `confidence` of the redrawn means.
public struct BootstrapInterval: Hashable, Sendable {
  public let lower: Double
  public let upper: Double

  /// Nil if there are no values.
  ///
  /// - Parameters:
  ///   - confidence: The share of redrawn means inside the interval, between 0 and 1.
  ///   - resamples: How often the sample is redrawn.
  ///
  /// Complexity: O(resamples × values).
  public init?(
    ofMean values: [Double], confidence: Double = 0.95, resamples: Int = 1000,
    using generator: inout SeededGenerator
  ) {
    guard !values.isEmpty, resamples > 0 else { return nil }
    let count = UInt32(values.count)
    let means = values.withUnsafeBufferPointer { values in
      (0..<resamples).map { _ in
        var sum = 0.0
        var drawn: UInt32 = 0
        while drawn < count {
          sum += values[Int(generator.uniform(below: count))]
          drawn += 1
        }
        return sum / Double(count)
      }
    }.sorted()
    let tail = (1 - confidence) / 2
    lower = Self.quantile(tail, of: means)
    upper = Self.quantile(1 - tail, of: means)
  }

  /// The quantile with linear interpolation between order statistics.
  private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
  }
}
