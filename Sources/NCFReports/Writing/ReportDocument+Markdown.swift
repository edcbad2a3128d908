extension ReportDocument {
  /// The report as Markdown, with the picture (if any) as a link to the SVG file beside it.
  public var markdown: String {
    var blocks = ["# \(title)"]
    if let warning { blocks.append("> **\(warning)**") }
    if figure != nil {
      blocks.append("![\(ReportTable.escaped(title))](\(name).svg)")
      blocks.append(ReportTable.escaped(caption))
    }
    blocks += tables.map(\.markdownBlock)
    if !notes.isEmpty { blocks.append(notes.map { "- \(ReportTable.escaped($0))" }.joined(separator: "\n")) }
    if !provenance.entries.isEmpty { blocks.append(provenance.table.markdownBlock) }
    return blocks.joined(separator: "\n\n") + "\n"
  }
}
