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
