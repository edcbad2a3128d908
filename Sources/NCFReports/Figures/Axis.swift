import Foundation

/// An axis of a chart: its title, its range and its labelled ticks.
public struct Axis: Hashable, Sendable {
  public struct Tick: Hashable, Sendable {
    public let position: Double
    public let label: String

    public init(position: Double, label: String) {
      self.position = position
      self.label = label
    }
  }

  public let title: String
  public let range: ClosedRange<Double>
  public let ticks: [Tick]

  public init(title: String, range: ClosedRange<Double>, ticks: [Tick]) {
    self.title = title
    self.range = range
    self.ticks = ticks
  }

  /// An axis with round ticks (1, 2 or 5 times a power of ten apart) that covers all the values with a little
  /// room on both sides; from 0 to 1 if there are none. Ticks are at least `smallestStep` apart, as for a count
  /// of which there are no halves.
  public init(_ title: String, covering values: [Double], room: Double = 0.04, smallestStep: Double = 0) {
    let finite = values.filter(\.isFinite)
    var lowest = finite.min() ?? 0
    var highest = finite.max() ?? 1
    let span = max(highest - lowest, 1e-3, abs(highest) * 1e-3)
    // Around a single value, the axis still has to reach some ticks.
    let middle = (lowest + highest) / 2
    (lowest, highest) = (min(lowest, middle - span / 2), max(highest, middle + span / 2))
    let step = max(smallestStep, Self.roundStep(span / 6))
    // Ticks are counted in whole steps, so that rounding errors do not add up.
    let range = (lowest - room * span)...(highest + room * span)
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    let ticks = (Int((range.lowerBound / step).rounded(.up))...Int((range.upperBound / step).rounded(.down)))
      .map {
        Tick(position: Double($0) * step, label: fixed(Double($0) * step, decimals: decimals))
      }
    self.init(title: title, range: range, ticks: ticks)
  }

  /// An axis on which the categories stand one unit apart, from 0 on.
  public init(_ title: String, categories: [String]) {
    self.init(
      title: title, range: -0.25...(Double(max(1, categories.count)) - 0.75),
      ticks: categories.enumerated().map { Tick(position: Double($0.offset), label: $0.element) })
  }

  private static func roundStep(_ rough: Double) -> Double {
    let power = pow(10, log10(rough).rounded(.down))
    return power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10)
  }
}
