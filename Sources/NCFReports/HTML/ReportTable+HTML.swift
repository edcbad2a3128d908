extension ReportTable {
  /// The table in a frame of its own, which scrolls where the page is narrower than the table.
  ///
  /// - Parameter showsCaption: Without it, the caption is still what a screen reader calls the table.
  func html(showsCaption: Bool = true) -> HTML {
    let head = HTML.element(
      "thead",
      [
        .element(
          "tr",
          columns.map {
            .element("th", ["scope": "col", "class": Self.name(of: $0)], [.text($0.heading)])
          })
      ])
    let bodies = sections.filter { !$0.isEmpty }.map { rows in HTML.element("tbody", rows.map(row)) }
    let table = HTML.element("table", [head] + bodies)
    let scroll = HTML.element(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption], [table])
    guard showsCaption else { return scroll }
    return .element("figure", [.element("figcaption", [.prose(caption)]), scroll])
  }

  private func row(_ cells: [Cell]) -> HTML {
    .element(
      "tr",
      zip(columns, cells).map { column, cell in
        .element("td", ["class": Self.name(of: column)], [Self.content(of: cell)])
      })
  }

  private static func name(of column: Column) -> String {
    column.isNumeric ? "number" : column.isProse ? "prose" : "text"
  }

  private static func content(of cell: Cell) -> HTML {
    if case .text(let text) = cell { return .prose(text) }
    return .text(cell.plainText)
  }
}
