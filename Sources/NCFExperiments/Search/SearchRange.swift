import Foundation
import NCFModels
import NCFRandom

/// The values of a hyperparameter that a search may try.
struct SearchRange: Hashable, Sendable {
  enum Values: Hashable, Sendable {
    /// Between two bounds, evenly in the logarithm.
    case logarithmic(ClosedRange<Double>)
    /// Between two bounds, evenly.
    case linear(ClosedRange<Double>)
    /// One of a list, each as likely.
    case choice([ParameterValue])
  }

  /// An end of a range.
  enum Edge: String, Hashable, Sendable, CaseIterable {
    case low, high
  }

  static let pointRange = 1...1_000

  let values: Values
  /// How many of its values a grid has, if the values are not listed.
  var points: Int?
  /// The ends beyond which nothing makes sense, so that a best value there is no sign of a range that is too narrow.
  var limits: Set<Edge> = []

  /// Draws a value. Real numbers are rounded to three significant digits, whole ones to the nearest.
  func draw(isWhole: Bool, using generator: inout SeededGenerator) -> ParameterValue {
    if case .choice(let values) = values {
      return values[Int(generator.uniform(below: UInt32(values.count)))]
    }
    return value(at: generator.uniform(), isWhole: isWhole)
  }

  /// The value at a place from 0, the low end, to 1, the high end; rounded as those that are drawn.
  func value(at place: Double, isWhole: Bool) -> ParameterValue {
    switch values {
    case .logarithmic(let bounds):
      let (low, high) = (log(bounds.lowerBound), log(bounds.upperBound))
      return Self.rounded(exp(low + place * (high - low)), bounds, isWhole: isWhole)
    case .linear(let bounds):
      let width = bounds.upperBound - bounds.lowerBound
      return Self.rounded(bounds.lowerBound + place * width, bounds, isWhole: isWhole)
    case .choice(let values):
      return values[min(Int(place * Double(values.count)), values.count - 1)]
    }
  }

  /// What a grid tries: all listed values, or `points` of the range, its ends among them.
  func grid(isWhole: Bool) -> [ParameterValue] {
    if case .choice(let values) = values { return values }
    let count = points ?? 1
    var grid: [ParameterValue] = []
    for index in 0..<count {
      let value = value(at: count == 1 ? 0.5 : Double(index) / Double(count - 1), isWhole: isWhole)
      if !grid.contains(value) { grid.append(value) }
    }
    return grid
  }

  /// At which end of the range a value lies: in its outer twentieth, or first or last of the numbers that are listed.
  /// - Returns: nil if it lies between, or if the range has no ends: one value only, or values that are no numbers.
  func edge(at value: ParameterValue) -> Edge? {
    guard let number = value.number else { return nil }
    switch values {
    case .logarithmic(let bounds):
      return Self.edge(at: log(number), log(bounds.lowerBound), log(bounds.upperBound))
    case .linear(let bounds): return Self.edge(at: number, bounds.lowerBound, bounds.upperBound)
    case .choice(let values):
      let numbers = values.compactMap(\.number).sorted()
      guard numbers.count == values.count, numbers.count > 1 else { return nil }
      return number == numbers.first ? .low : number == numbers.last ? .high : nil
    }
  }

  /// The bound at an end; nil for values that are no numbers.
  func bound(at edge: Edge) -> Double? {
    switch values {
    case .logarithmic(let bounds), .linear(let bounds):
      edge == .low ? bounds.lowerBound : bounds.upperBound
    case .choice(let values):
      edge == .low ? values.compactMap(\.number).min() : values.compactMap(\.number).max()
    }
  }

  private static let edgeShare = 0.05

  private static func edge(at place: Double, _ low: Double, _ high: Double) -> Edge? {
    let share = (place - low) / (high - low)
    return share <= edgeShare ? .low : share >= 1 - edgeShare ? .high : nil
  }

  private static func rounded(
    _ value: Double, _ bounds: ClosedRange<Double>, isWhole: Bool
  ) -> ParameterValue {
    let rounded = isWhole ? value.rounded() : Double(String(format: "%.3g", value)) ?? value
    let inside = min(max(rounded, bounds.lowerBound), bounds.upperBound)
    return isWhole ? .integer(Int(inside)) : .number(inside)
  }
}

extension ParameterValue {
  /// The value as a number; nil if it is none.
  var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number): number
    default: nil
    }
  }
}

/// A hyperparameter that a search varies.
struct SearchedParameter: Hashable, Sendable {
  let parameter: Hyperparameter
  let range: SearchRange

  var isWhole: Bool {
    if case .integer = parameter.domain { true } else { false }
  }

  /// Whether there is nothing beyond an end of the range: the spec says so, or the hyperparameter itself ends there.
  func isLimit(_ edge: SearchRange.Edge) -> Bool {
    if range.limits.contains(edge) { return true }
    guard let bound = range.bound(at: edge) else { return false }
    return switch parameter.domain {
    case .integer(let domain): bound == Double(edge == .low ? domain.lowerBound : domain.upperBound)
    case .number(let domain, _): bound == (edge == .low ? domain.lowerBound : domain.upperBound)
    default: false
    }
  }
}
