import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStatistics
import NCFStudies

/// A table with one setting down the side and variants across: each cell as published, as reproduced, and the difference.
struct TableReport {
  private let section: Study.Section
  private let layout: TableLayout

  init(_ section: Study.Section, _ layout: TableLayout) {
    self.section = section
    self.layout = layout
  }

  private struct Row {
    let dataset: String
    let value: ParameterValue
    /// One for each column.
    let cells: [RunCell]
    let published: [[PublishedNumbers.Number]]
  }

  /// A column of the layout, once for each metric.
  private struct Column {
    let column: TableLayout.Column
    let metric: RankingMetric
    let heading: String
  }

  func document(from input: ReportInput) -> ReportDocument {
    // A column that says how its epoch is chosen sets protocols side by side.
    let context = ReportContext(
      input, mixesProtocols: layout.columns.contains { $0.runs["selection"] != nil })
    let metrics = layout.metrics ?? input.metrics
    let columns = layout.columns.flatMap { column in
      metrics.map {
        Column(
          column: column, metric: $0,
          heading: metrics.count == 1 ? column.heading : "\($0.title) \(column.heading)")
      }
    }
    let caption = context.caption(
      "\(metrics.words) \(section.caption ?? "by \(SettingWords.noun(layout.rows))").")
    let rows = context.datasets.flatMap { dataset in
      values(of: dataset, context).map { value in
        let selectors = columns.map {
          $0.column.runs.with("dataset", .text(dataset)).with(layout.rows, value)
        }
        return Row(
          dataset: dataset, value: value, cells: selectors.map { context.catalog.cell($0) },
          published: zip(selectors, columns).map { input.published($1.metric, of: $0) })
      }
    }
    let cells = rows.flatMap(\.cells)
    let quoted = rows.flatMap { row in
      zip(columns, row.published).map { (title: $0.column.title, metric: $0.metric, numbers: $1) }
    }
    return ReportDocument(
      name: section.name, title: section.title, caption: caption,
      data: data(rows, columns, scale: input.scale),
      tables: [table(rows, columns, caption: caption, input.titles)], figure: nil,
      notes: context.notes(on: cells) + context.historyNotes(quoted) + section.notes,
      provenance: context.provenance(of: cells), warning: input.warning)
  }

  /// The values that were planned; for a data set without a plan, those that are published.
  private func values(of dataset: String, _ context: ReportContext) -> [ParameterValue] {
    let methods = layout.columns.compactMap(\.runs.method)
    let planned = context.catalog.values(of: layout.rows, methods: methods, dataset: dataset)
    guard planned.isEmpty else { return planned }
    return context.input.published.values(
      of: layout.rows, on: context.input.titles.published(for: dataset), methods: Set(methods))
  }

  private func table(
    _ rows: [Row], _ columns: [Column], caption: String, _ titles: DatasetTitles
  ) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [.text("data set"), .number(SettingWords.noun(layout.rows)), .text("")]
        + columns.map { .number($0.heading) })
    for row in rows {
      table.beginSection()
      let values = zip(columns, row.cells).map { column, cell in cell.best(column.metric) }
      table.append(
        [.text(titles.title(of: row.dataset)), .setting(row.value), .text("published")]
          + row.published.map { .published($0.first?.value) })
      table.append(
        [.text(""), .text(""), .text("reproduced")] + values.map { .measured($0, decimals: 4) })
      table.append(
        [.text(""), .text(""), .text("difference")]
          + zip(values, row.published).map { value, published in
            guard let value, let published = published.first else { return .missing }
            return .difference(value.mean - published.value, decimals: 4)
          })
    }
    return table
  }

  private func data(_ rows: [Row], _ columns: [Column], scale: ReportInput.Scale) -> ReportTable {
    var table = ReportTable(
      caption: section.title,
      columns: [
        .text("dataset"), .text("method"), .text("variant"), .number(layout.rows), .text("metric"),
        .number("published"), .number("reproduced"), .number("reproduced_sd"), .number("difference"),
        .text("settings"),
      ] + ProvenanceColumns.columns)
    for row in rows {
      for (index, column) in columns.enumerated() {
        let cell = row.cells[index]
        let value = cell.best(column.metric)
        let published = row.published[index].first?.value
        let difference = value.flatMap { value in published.map { value.mean - $0 } }
        table.append(
          [
            .text(row.dataset), .text(cell.method), .text(column.column.title), .setting(row.value),
            .text(column.metric.column), .published(published), .known(value?.mean, decimals: 6),
            .known(value?.standardDeviation, decimals: 6), .known(difference, decimals: 6),
            cell.chosen.map { .text($0.configuration.settings) } ?? .missing,
          ] + ProvenanceColumns.cells(for: cell.accounted, scale: scale))
      }
    }
    return table
  }
}

extension ReportTable.Cell {
  /// The value of a setting.
  static func setting(_ value: ParameterValue) -> Self {
    if case .integer(let number) = value { .integer(number) } else { .text(value.description) }
  }
}
