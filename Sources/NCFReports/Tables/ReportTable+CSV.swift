extension ReportTable {
  /// The table as CSV (RFC 4180, with line feeds): a heading and a row per line, missing cells empty. There are
  /// no comment lines, so that every reader of CSV takes it as it is.
  public var csv: String {
    let lines = [columns.map { Self.quoted($0.heading) }] + rows.map { $0.map(Self.csvText) }
    return lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private static func csvText(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): quoted(text)
    case .integer(let value): "\(value)"
    case .number(let value, let decimals), .difference(let value, let decimals):
      fixed(value, decimals: decimals)
    case .measurement(let value, let decimals), .spreadDifference(let value, let decimals):
      fixed(value.mean, decimals: decimals)
    case .probability(let value): probabilityText(value)
    case .missing: ""
    }
  }

  /// A field in quotes if it needs them (RFC 4180, section 2).
  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
