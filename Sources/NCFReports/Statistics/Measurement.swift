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
