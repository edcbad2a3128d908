extension ReportTable {
  /// The table as LaTeX in the style of the package `booktabs`; missing cells as an em dash.
  ///
  /// A table of numbers is a float, made smaller if it is wider than the page, which takes `graphicx`. A table of
  /// sentences runs over as many pages as it needs, which takes `longtable`.
  ///
  /// - Parameters:
  ///   - label: What `\ref` names, such as "tab:figure-6".
  ///   - note: A line of small print below the table; nil for none.
  public func latex(label: String, note: String? = nil) -> String {
    let small = note.map { "{\\footnotesize\\raggedright \(LaTeX.escaped($0))\\par}" }
    return (isProse ? pages(label: label, note: small) : float(label: label, note: small))
      .map { $0 + "\n" }.joined()
  }

  /// Whether it has columns of sentences.
  var isProse: Bool { columns.contains(where: \.isProse) }

  private func float(label: String, note: String?) -> [String] {
    var lines = [
      "\\begin{table*}", "  \\centering", "  \\caption{\(LaTeX.escaped(caption))}", "  \\label{\(label)}",
    ]
    // Wide tables are set small and close, to fit a page.
    if columns.count > 8 { lines.append("  \\footnotesize\\setlength{\\tabcolsep}{3pt}") }
    lines += [
      "  \\resizebox{\\ifdim\\width>\\textwidth\\textwidth\\else\\width\\fi}{!}{%",
      "  \\begin{tabular}{\(layout)}", "    \\toprule", "    \(headings)",
    ]
    lines += body + ["    \\bottomrule", "  \\end{tabular}}"]
    if let note { lines.append("\n  \\smallskip\n  \(note)") }
    return lines + ["\\end{table*}"]
  }

  private func pages(label: String, note: String?) -> [String] {
    let head = ["    \\toprule", "    \(headings)"]
    let lines =
      ["{\\footnotesize", "\\begin{longtable}{\(layout)}"]
      + ["  \\caption{\(LaTeX.escaped(caption))}\\label{\(label)}\\\\"] + head + ["  \\endfirsthead"]
      + head + ["    \\midrule", "  \\endhead", "    \\bottomrule", "  \\endfoot"] + body + [
        "\\end{longtable}}"
      ]
    return lines + [note].compactMap { $0 }
  }

  private var layout: String {
    columns.map { $0.isProse ? "p{0.28\\textwidth}" : $0.isNumeric ? "r" : "l" }.joined()
  }

  private var headings: String {
    columns.map { LaTeX.escaped($0.heading) }.joined(separator: " & ") + " \\\\"
  }

  private var body: [String] {
    sections.filter { !$0.isEmpty }.flatMap { section in
      ["    \\midrule"] + section.map { "    " + $0.map(Self.latexText).joined(separator: " & ") + " \\\\" }
    }
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
    case .probability(let value): LaTeX.escaped(readableProbability(value))
    case .missing: "---"
    }
  }

  private static func minus(_ text: String) -> String {
    text.hasPrefix("-") ? "$-$" + text.dropFirst() : text
  }
}
