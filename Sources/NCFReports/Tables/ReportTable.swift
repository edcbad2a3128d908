import NCFStatistics

/// A table with a caption, which renders as CSV, Markdown and LaTeX.
///
///     var table = ReportTable(caption: "Best HR@10.", columns: [.text("method"), .number("HR@10")])
///     table.append([.text("GMF"), .number(0.6712, decimals: 4)])
///     table.append([.text("MLP"), .missing])
///     print(table.markdown)
///
/// Output depends on nothing but the content: equal tables give equal bytes.
public struct ReportTable: Hashable, Sendable {
  public struct Column: Hashable, Sendable {
    public let heading: String
    /// Numbers stand to the right.
    public let isNumeric: Bool
    /// Whole sentences, which LaTeX breaks into lines.
    public let isProse: Bool

    public static func text(_ heading: String) -> Column {
      Column(heading: heading, isNumeric: false, isProse: false)
    }
    public static func number(_ heading: String) -> Column {
      Column(heading: heading, isNumeric: true, isProse: false)
    }
    public static func prose(_ heading: String) -> Column {
      Column(heading: heading, isNumeric: false, isProse: true)
    }
  }

  public enum Cell: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double, decimals: Int)
    /// A number with its sign, also where it is positive.
    case difference(Double, decimals: Int)
    /// Mean ± sample standard deviation; the mean alone for a single repeat.
    case measurement(Measurement, decimals: Int)
    /// The same with the sign of the mean, also where it is positive.
    case spreadDifference(Measurement, decimals: Int)
    /// A p-value, to two significant digits.
    case probability(Double)
    /// Nothing is known. Never to be mixed up with zero.
    case missing
  }

  public let caption: String
  public let columns: [Column]
  /// Rows in groups, between which LaTeX draws a rule.
  public private(set) var sections: [[[Cell]]] = [[]]

  public init(caption: String, columns: [Column]) {
    self.caption = caption
    self.columns = columns
  }

  public var rows: [[Cell]] { sections.flatMap { $0 } }

  /// - Parameter row: As many cells as there are columns.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row of \(row.count) cells in \(columns.count) columns")
    sections[sections.count - 1].append(row)
  }

  /// Sets the rows that follow apart from those before.
  public mutating func beginSection() {
    if sections.last?.isEmpty == false { sections.append([]) }
  }
}

extension ReportTable.Cell {
  /// A measurement, or missing.
  static func measured(_ value: Measurement?, decimals: Int) -> Self {
    value.map { .measurement($0, decimals: decimals) } ?? .missing
  }

  /// A measured difference, or missing.
  static func measuredDifference(_ value: Measurement?, decimals: Int) -> Self {
    value.map { .spreadDifference($0, decimals: decimals) } ?? .missing
  }

  /// A number, or missing.
  static func known(_ value: Double?, decimals: Int) -> Self {
    value.map { .number($0, decimals: decimals) } ?? .missing
  }

  /// A whole number, or missing.
  static func known(_ value: Int?) -> Self { value.map { .integer($0) } ?? .missing }
}
