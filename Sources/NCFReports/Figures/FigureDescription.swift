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
