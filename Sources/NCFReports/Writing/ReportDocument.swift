/// A finished report: data for further work, tables to read, and a picture where there is one.
public struct ReportDocument: Hashable, Sendable {
  /// The stem of its files: "figure-6".
  public let name: String
  /// The heading of the Markdown file.
  public let title: String
  /// What every caption says: what is shown, by which protocol, and whether it is a smoke run.
  public let caption: String
  /// The CSV file: tidy, one observation per row, with the runs it comes from.
  public let data: ReportTable
  /// What Markdown and LaTeX show.
  public let tables: [ReportTable]
  public let figure: FigureDescription?
  /// Sentences that a reader needs: how cells are made, what is missing.
  public let notes: [String]
  public let provenance: Provenance
  /// As for a smoke run; nil for none.
  public let warning: String?
}
