extension Page {
  /// The blocks with which a page ends: the numbers, how they are made, and the runs behind them.
  ///
  /// - Parameter tables: Those without a row are left out.
  static func ending(_ tables: [ReportTable], notes: [String], _ provenance: Provenance) -> [String] {
    ["## The numbers"] + tables.filter { !$0.rows.isEmpty }.map(\.markdownBlock) + [
      "## How to read them", notes.map { "- \(ReportTable.escaped($0))" }.joined(separator: "\n"),
      ReportTable.escaped(provenance.note),
    ]
  }
}
