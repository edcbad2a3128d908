extension ReportTable.Cell {
  /// The cell as people read it: with a typographic minus sign, and "—" where nothing is known.
  var plainText: String {
    switch self {
    case .text(let text): text
    case .integer(let value): Self.minus("\(value)")
    case .number(let value, let decimals): Self.minus(fixed(value, decimals: decimals))
    case .difference(let value, let decimals):
      (isPositive(value, decimals: decimals) ? "+" : "") + Self.minus(fixed(value, decimals: decimals))
    case .measurement(let value, let decimals):
      Self.minus(fixed(value.mean, decimals: decimals))
        + (value.standardDeviation.map { " ± \(fixed($0, decimals: decimals))" } ?? "")
    case .spreadDifference(let value, let decimals):
      (isPositive(value.mean, decimals: decimals) ? "+" : "")
        + Self.measurement(value, decimals: decimals).plainText
    case .probability(let value): readableProbability(value)
    case .missing: "—"
    }
  }

  /// The typographic minus sign, which no renderer takes for a bullet.
  private static func minus(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }
}
