import Foundation
import NCFModels

/// A picture of line charts in a grid, described without saying how it is drawn.
public struct FigureDescription: Hashable, Sendable {
  public struct Point: Hashable, Sendable {
    public let x: Double
    public let y: Double
    /// The half-length of the error bar; nil for none.
    public let deviation: Double?

    public init(x: Double, y: Double, deviation: Double? = nil) {
      self.x = x
      self.y = y
      self.deviation = deviation
    }
  }

  public struct Series: Hashable, Sendable {
    public let style: MethodStyle
    /// Ascending in x. Nil breaks the line, where a value is missing.
    public let points: [Point?]

    public init(style: MethodStyle, points: [Point?]) {
      self.style = style
      self.points = points
    }
  }

  public struct Panel: Hashable, Sendable {
    public let title: String
    public let x: Axis
    public let y: Axis
    public let series: [Series]

    public init(title: String, x: Axis, y: Axis, series: [Series]) {
      self.title = title
      self.x = x
      self.y = y
      self.series = series
    }
  }

  /// The file's stem and the id inside the SVG: "figure-6".
  public let name: String
  /// Small print below the panels: what is shown and by which protocol.
  public let note: String
  /// Large print above everything, as for a smoke run; nil for none.
  public let warning: String?
  /// Panels side by side, row below row.
  public let rows: [[Panel]]

  public init(name: String, note: String, warning: String? = nil, rows: [[Panel]]) {
    self.name = name
    self.note = note
    self.warning = warning
    self.rows = rows
  }

  /// What the legend lists: every style once, in the order of the methods.
  var legend: [MethodStyle] {
    var seen: Set<MethodStyle> = []
    return rows.joined().flatMap(\.series).map(\.style).filter { seen.insert($0).inserted }
  }

  /// Whether a style has no point in any panel: its runs are missing.
  func isMissing(_ style: MethodStyle) -> Bool {
    rows.joined().flatMap(\.series).filter { $0.style == style }.allSatisfy {
      $0.points.allSatisfy { $0 == nil }
    }
  }
}

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

/// How a method is named and drawn, the same in every table and figure, as the method itself says.
public struct MethodStyle: Hashable, Sendable {
  /// The name in legends: "NeuMF".
  public let title: String
  /// `#rrggbb`.
  public let colour: String
  /// gnuplot's number of the marker's shape.
  public let marker: Int
  public let isDashed: Bool

  public init(title: String, colour: String, marker: Int, isDashed: Bool) {
    self.title = title
    self.colour = colour
    self.marker = marker
    self.isDashed = isDashed
  }

  private init(_ title: String, _ line: LineStyle) {
    self.init(title: title, colour: line.colour, marker: line.marker, isDashed: line.isDashed)
  }

  /// The order in which tables and legends list the methods.
  static let order = MethodRegistry.all.map(\.name)

  /// The style of the method that specs name so; one that there is no more is drawn in grey.
  public static func of(_ method: String) -> MethodStyle {
    guard let known = MethodRegistry.method(named: method) else { return MethodStyle(method, .other) }
    return MethodStyle(known.title, known.style)
  }
}
