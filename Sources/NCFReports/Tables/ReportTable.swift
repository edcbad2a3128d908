import Foundation

import struct NCFStatistics.Measurement

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

  /// The interval of a difference; marked where it does not count seeds.
  static func interval(_ tests: Comparison.Tests) -> Self {
    .text(
      "\(fixed(tests.lower, decimals: 4)) to \(fixed(tests.upper, decimals: 4))\(tests.countsSeeds ? "" : "¹")"
    )
  }

  /// A published number with as many digits as it was printed with: three, or four.
  static func published(_ value: Double?) -> Self {
    known(value, decimals: value.map(publishedDecimals) ?? 3)
  }

  /// A whole number, or missing.
  static func known(_ value: Int?) -> Self { value.map { .integer($0) } ?? .missing }
}

/// A number with a fixed count of decimals and a point, whatever the locale; never "-0.000".
func fixed(_ value: Double, decimals: Int) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  let text = String(format: "%.\(decimals)f", value)
  return text.allSatisfy { "-0.".contains($0) } ? text.replacingOccurrences(of: "-", with: "") : text
}

/// Whether a number is still positive once it is rounded to `decimals`.
func isPositive(_ value: Double, decimals: Int) -> Bool {
  value > 0 && fixed(value, decimals: decimals).contains { !"0.".contains($0) }
}

/// A p-value to two significant digits, as programs read it: "0.031", "4.2e-09", "0".
func probabilityText(_ value: Double) -> String {
  value == 0 || value >= 0.001 ? String(format: "%.2g", value) : String(format: "%.1e", value)
}

/// A p-value for people: zero is one that lies below what a double can hold, and is said to be below 1e-300.
func readableProbability(_ value: Double) -> String {
  value < 1e-300 ? "< 1e-300" : probabilityText(value)
}

/// How many decimals a published number has, three at least.
func publishedDecimals(_ value: Double) -> Int {
  let thousandths = value * 1000
  return abs(thousandths - thousandths.rounded()) < 1e-6 ? 3 : 4
}
