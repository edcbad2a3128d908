extension ReportTable {
  /// The table as a LaTeX float in the style of the package `booktabs`; missing cells as an em dash.
  ///
  /// - Parameters:
  ///   - label: What `\ref` names, such as "tab:figure-6".
  ///   - note: A line of small print below the table; nil for none.
  public func latex(label: String, note: String? = nil) -> String {
    let layout = columns.map { $0.isProse ? "p{0.3\\textwidth}" : $0.isNumeric ? "r" : "l" }.joined()
    var lines = [
      "\\begin{table*}", "  \\centering", "  \\caption{\(LaTeX.escaped(caption))}", "  \\label{\(label)}",
    ]
    // Wide tables are set small and close, to fit a page.
    if columns.count > 8 { lines.append("  \\footnotesize\\setlength{\\tabcolsep}{3pt}") }
    lines += [
      "  \\begin{tabular}{\(layout)}", "    \\toprule",
      "    " + columns.map { LaTeX.escaped($0.heading) }.joined(separator: " & ") + " \\\\",
    ]
    for section in sections where !section.isEmpty {
      lines.append("    \\midrule")
      lines += section.map { "    " + $0.map(Self.latexText).joined(separator: " & ") + " \\\\" }
    }
    lines += ["    \\bottomrule", "  \\end{tabular}"]
    if let note { lines.append("\n  \\smallskip\n  {\\footnotesize \(LaTeX.escaped(note))\\par}") }
    lines.append("\\end{table*}")
    return lines.map { $0 + "\n" }.joined()
  }

  private static func latexText(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): LaTeX.escaped(text)
    case .integer(let value): minus("\(value)")
    case .number(let value, let decimals): minus(fixed(value, decimals: decimals))
    case .difference(let value, let decimals):
      (isPositive(value, decimals: decimals) ? "$+$" : "") + minus(fixed(value, decimals: decimals))
    case .measurement(let value, let decimals):
      minus(fixed(value.mean, decimals: decimals))
        + (value.standardDeviation.map { " $\\pm$ \(fixed($0, decimals: decimals))" } ?? "")
    case .spreadDifference(let value, let decimals):
      (isPositive(value.mean, decimals: decimals) ? "$+$" : "")
        + latexText(.measurement(value, decimals: decimals))
    case .probability(let value): probabilityText(value)
    case .missing: "---"
    }
  }

  private static func minus(_ text: String) -> String {
    text.hasPrefix("-") ? "$-$" + text.dropFirst() : text
  }
}
