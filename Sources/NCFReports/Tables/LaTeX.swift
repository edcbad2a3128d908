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
