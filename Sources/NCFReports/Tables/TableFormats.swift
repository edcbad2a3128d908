import Foundation

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

extension ReportTable {
  /// The table as JSON lines: a row per line, as an object whose keys are the headings in their order; missing cells
  /// are null. Numbers have the decimals that the CSV file has.
  public var jsonLines: String {
    let keys = columns.map { Self.jsonQuoted($0.heading) }
    return rows.map { row in
      "{" + zip(keys, row).map { "\($0):\(Self.json($1))" }.joined(separator: ",") + "}\n"
    }.joined()
  }

  private static func json(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): jsonQuoted(text)
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

  private static func jsonQuoted(_ text: String) -> String {
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

extension ReportTable {
  /// The table as Markdown: the caption, then pipes that line up, numbers to the right, missing cells as "—".
  public var markdown: String {
    let headings = columns.map { Self.escaped($0.heading) }
    let texts = rows.map { $0.map(Self.markdownText) }
    let widths = columns.indices.map { index in
      max(3, headings[index].count, texts.map { $0[index].count }.max() ?? 0)
    }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, zip(columns, widths)).map { cell, layout in
        let padding = String(repeating: " ", count: layout.1 - cell.count)
        return layout.0.isNumeric ? padding + cell : cell + padding
      }
      return "| " + padded.joined(separator: " | ") + " |\n"
    }
    let rule = zip(columns, widths).map { column, width in
      column.isNumeric
        ? String(repeating: "-", count: width - 1) + ":" : String(repeating: "-", count: width)
    }
    return "**\(Self.escaped(caption))**\n\n" + line(headings) + line(rule) + texts.map(line).joined()
  }

  /// The same without its last line feed, as a block of a larger document.
  var markdownBlock: String { String(markdown.dropLast()) }

  private static func markdownText(_ cell: Cell) -> String {
    if case .text(let text) = cell { return escaped(text) }
    return cell.plainText
  }

  /// Plain text as Markdown. Between backticks stands code, as it is.
  static func escaped(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      part.map { character in
        if character.isNewline { return " " }
        let special = index.isMultiple(of: 2) ? "|\\*_<" : "|"
        return special.contains(character) ? "\\\(character)" : String(character)
      }.joined()
    }.joined(separator: "`")
  }
}

extension ReportTable.Cell {
  /// The cell as people read it: with a typographic minus sign, and "—" where nothing is known.
  public var plainText: String {
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

/// Plain text as LaTeX source.
enum LaTeX {
  /// Text with every character that LaTeX would take for a command, or might not know, written out. Between
  /// backticks stands code.
  static func escaped(_ text: String) -> String {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().map { index, part in
      index.isMultiple(of: 2) ? escaped(part) : "\\texttt{\(escaped(part))}"
    }.joined()
  }

  private static func escaped(_ text: Substring) -> String {
    text.map { character in
      switch character {
      case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
      case "\\": "\\textbackslash{}"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "<": "$<$"
      case ">": "$>$"
      case "—": "---"
      case "–": "--"
      case "±": "$\\pm$"
      case "×": "$\\times$"
      case "−": "$-$"
      case "≥": "$\\geq$"
      case "≤": "$\\leq$"
      case "ᴿ": "\\textsuperscript{R}"
      case "µ": "$\\mu$"
      case "τ": "$\\tau$"
      case "Δ": "$\\Delta$"
      case "“": "``"
      case "”": "''"
      case "…": "\\ldots{}"
      default: character.isNewline ? " " : String(character)
      }
    }.joined()
  }

  /// Text as comment lines.
  static func comment(_ lines: [String]) -> String { lines.map { "% \($0)\n" }.joined() }
}
