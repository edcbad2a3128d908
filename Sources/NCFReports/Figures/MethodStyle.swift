import NCFModels

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
