import Foundation

extension ReportTable {
  /// The table as JSON lines: a row per line, as an object whose keys are the headings in their order; missing cells
  /// are null. Numbers have the decimals that the CSV file has.
  public var jsonLines: String {
    let keys = columns.map { Self.quoted($0.heading) }
    return rows.map { row in
      "{" + zip(keys, row).map { "\($0):\(Self.json($1))" }.joined(separator: ",") + "}\n"
    }.joined()
  }

  private static func json(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): quoted(text)
    case .integer(let value): "\(value)"
    case .number(let value, let decimals), .difference(let value, let decimals):
      json(value, decimals: decimals)
    case .measurement(let value, let decimals), .spreadDifference(let value, let decimals):
      json(value.mean, decimals: decimals)
    case .probability(let value): probabilityText(value)
    case .missing: "null"
    }
  }

  /// JSON knows no infinity.
  private static func json(_ value: Double, decimals: Int) -> String {
    value.isFinite ? fixed(value, decimals: decimals) : "null"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\t": "\\t"
      default: scalar.value < 0x20 ? String(format: "\\u%04x", scalar.value) : String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
