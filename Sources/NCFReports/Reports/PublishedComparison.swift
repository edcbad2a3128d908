import NCFEvaluation
import NCFExperiments

/// A table of the paper with predictive factors down the side: each cell as published, as reproduced, and the
/// difference.
struct PublishedComparison {
  struct Column {
    /// "MLP-3", "with pre-training".
    let variant: String
    let method: String
    let metric: RankingMetric
    let query: (_ dataset: String, _ factors: Int) -> RunQuery
    let published: (_ figures: PublishedFigures, _ dataset: String, _ factors: Int) -> Double?
  }

  let name: String
  let title: String
  /// The caption's first sentence.
  let what: String
  let columns: [Column]
  /// What stands over each column.
  let headings: [String]
  let publishedFactors: (_ figures: PublishedFigures, _ dataset: String) -> [Int]

  func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input)
    let caption = context.caption(what)
    let rows = context.datasets.flatMap { dataset in
      factors(of: dataset, context).map { factors in
        Row(
          dataset: dataset, factors: factors,
          cells: columns.map { context.catalog.cell($0.query(dataset, factors)) },
          published: columns.map { column in
            input.published.flatMap { column.published($0, dataset, factors) }
          })
      }
    }
    let cells = rows.flatMap(\.cells)
    return ReportDocument(
      name: name, title: title, caption: caption, data: data(rows, scale: input.scale),
      tables: [table(rows, caption: caption, input.titles)], figure: nil, notes: context.notes(on: cells),
      provenance: context.provenance(of: cells), warning: input.warning)
  }

  private struct Row {
    let dataset: String
    let factors: Int
    let cells: [RunCell]
    let published: [Double?]
  }

  /// The factors that were planned; for a data set without a plan, those that the paper has.
  private func factors(of dataset: String, _ context: ReportContext) -> [Int] {
    let planned = context.catalog.groups.map(\.configuration)
      .filter { $0.dataset == dataset && columns.map(\.method).contains($0.method) }
      .compactMap(\.factors)
    let published = context.input.published.map { publishedFactors($0, dataset) } ?? []
    return Set(planned.isEmpty ? published : planned).sorted()
  }

  private func table(_ rows: [Row], caption: String, _ titles: DatasetTitles) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [.text("data set"), .number("factors"), .text("")] + headings.map { .number($0) })
    for row in rows {
      table.beginSection()
      let values = zip(columns, row.cells).map { column, cell in cell.best(column.metric) }
      table.append(
        [.text(titles.title(of: row.dataset)), .integer(row.factors), .text("published")]
          + row.published.map { .known($0, decimals: 3) })
      table.append(
        [.text(""), .text(""), .text("reproduced")] + values.map { .measured($0, decimals: 4) })
      table.append(
        [.text(""), .text(""), .text("difference")]
          + zip(values, row.published).map { value, published in
            guard let value, let published else { return .missing }
            return .difference(value.mean - published, decimals: 4)
          })
    }
    return table
  }

  private func data(_ rows: [Row], scale: ReportInput.Scale) -> ReportTable {
    var table = ReportTable(
      caption: title,
      columns: [
        .text("dataset"), .text("method"), .text("variant"), .number("factors"), .text("metric"),
        .number("published"), .number("reproduced"), .number("reproduced_sd"), .number("difference"),
        .text("settings"),
      ] + ProvenanceColumns.columns)
    for row in rows {
      for (index, column) in columns.enumerated() {
        let cell = row.cells[index]
        let value = cell.best(column.metric)
        let published = row.published[index]
        let difference = value.flatMap { value in published.map { value.mean - $0 } }
        table.append(
          [
            .text(row.dataset), .text(column.method), .text(column.variant), .integer(row.factors),
            .text(column.metric.column), .known(published, decimals: 3), .known(value?.mean, decimals: 6),
            .known(value?.standardDeviation, decimals: 6), .known(difference, decimals: 6),
            cell.chosen.map { .text($0.configuration.settings) } ?? .missing,
          ] + ProvenanceColumns.cells(for: cell.accounted, scale: scale))
      }
    }
    return table
  }
}
