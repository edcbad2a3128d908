import Foundation
import NCFModels
import NCFRandom

/// The values of a hyperparameter that a search draws from.
enum SearchRange: Hashable, Sendable {
  /// Between two bounds, uniformly in the logarithm.
  case logarithmic(ClosedRange<Double>)
  /// Between two bounds, uniformly.
  case linear(ClosedRange<Double>)
  /// One of a list, each equally likely.
  case choice([ParameterValue])

  /// Draws a value. Real numbers are rounded to three significant digits, whole ones to the nearest.
  func draw(isWhole: Bool, using generator: inout SeededGenerator) -> ParameterValue {
    switch self {
    case .logarithmic(let bounds):
      let (low, high) = (log(bounds.lowerBound), log(bounds.upperBound))
      return Self.rounded(exp(low + generator.uniform() * (high - low)), bounds, isWhole: isWhole)
    case .linear(let bounds):
      let width = bounds.upperBound - bounds.lowerBound
      return Self.rounded(bounds.lowerBound + generator.uniform() * width, bounds, isWhole: isWhole)
    case .choice(let values):
      return values[Int(generator.uniform(below: UInt32(values.count)))]
    }
  }

  private static func rounded(
    _ value: Double, _ bounds: ClosedRange<Double>, isWhole: Bool
  ) -> ParameterValue {
    let rounded = isWhole ? value.rounded() : Double(String(format: "%.3g", value)) ?? value
    let inside = min(max(rounded, bounds.lowerBound), bounds.upperBound)
    return isWhole ? .integer(Int(inside)) : .number(inside)
  }
}
