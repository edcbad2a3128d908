import NCFEvaluation
import NCFExperiments
import NCFStatistics
import NCFStudies

/// Training loss and metrics by epoch, a curve for each method, with the figures at the best and at the last one.
struct EpochsReport {
  private let section: Study.Section
  private let layout: EpochsLayout

  init(_ section: Study.Section, _ layout: EpochsLayout) {
    self.section = section
    self.layout = layout
  }

  func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input)
    let settled = context.catalog.settled(layout.preferences, methods: layout.methods)
    let cells = context.catalog.datasets.flatMap { dataset in
      layout.methods.map { method in
        context.catalog.cell(RunSelector(dataset: dataset, method: method).with(layout.runs).with(settled))
      }
    }
    let titles = layout.methods.map { MethodStyle.of($0).title }
    let what =
      "Training loss, \(input.metrics.words) of \(titles.words) by epoch"
      + (layout.qualifier.map { " (\($0))" } ?? "")
      + settled.settings.map { ", \($0.words)" }.joined() + "."
    return ReportDocument(
      name: section.name, title: section.title, caption: context.caption(what), data: data(cells, context),
      tables: [
        bestTable(cells, input, caption: context.caption("Figures at the best epoch.")),
        lastTable(cells, input, caption: context.caption("Figures at the last epoch.")),
      ],
      figure: FigureDescription(
        name: section.name, note: context.note(what), warning: input.warning,
        rows: context.catalog.datasets.map { dataset in
          panels(input.titles.title(of: dataset), cells.filter { $0.dataset == dataset }, context.catalog)
        }),
      notes: [
        "Epoch 0 is the state before training; it has no loss.",
        "“Best” is the epoch with the highest \(context.catalog.evaluation.selectBy.title) on the selection task "
          + "(\(context.catalog.selection.rawValue)), the earliest if several have it; “last” is the final epoch. "
          + "Both are measured on the test task.",
      ] + context.notes(on: cells) + section.notes,
      provenance: context.provenance(of: cells), warning: input.warning)
  }

  // MARK: One row per run and epoch

  private func data(_ cells: [RunCell], _ context: ReportContext) -> ReportTable {
    var table = ReportTable(
      caption: section.title,
      columns: [
        .text("dataset"), .text("method"), .number("factors"), .number("seed"), .number("epoch"),
        .number("loss"),
      ] + context.catalog.metrics.map { .number($0.column) } + [.number("is_best"), .text("status")]
        + ProvenanceColumns.columns)
    for group in cells.flatMap(\.accounted) {
      for run in group.planned {
        let alone = RunGroup(
          configuration: group.configuration, planned: [run],
          finished: group.finished.filter { $0.identity == run.identity })
        let head: [ReportTable.Cell] = [
          .text(run.configuration.dataset), .text(run.configuration.method),
          .known(run.configuration.factors), .known(run.configuration.seed),
        ]
        let status = Provenance.Entry(run: run, record: context.input.records[run.identity]).state.rawValue
        let tail = [.text(status)] + ProvenanceColumns.cells(for: [alone], scale: context.input.scale)
        guard let record = alone.finished.first, let result = record.result else {
          let figures = 3 + context.catalog.metrics.count
          table.append(head + Array(repeating: .missing, count: figures) + tail)
          continue
        }
        for epoch in record.epochs {
          table.append(
            head + [.integer(epoch.epoch), .known(epoch.loss, decimals: 6)]
              + context.catalog.metrics.map { .known(epoch.metrics.value(of: $0), decimals: 6) }
              + [.integer(epoch.epoch == result.bestEpoch ? 1 : 0)] + tail)
        }
      }
    }
    return table
  }

  // MARK: Best and last figures

  private func bestTable(_ cells: [RunCell], _ input: ReportInput, caption: String) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [.text("data set"), .text("method"), .number("best epoch")]
        + input.metrics.flatMap {
          [.number($0.title), .number("published"), .number("difference")] as [ReportTable.Column]
        })
    for cell in cells {
      var row = head(
        of: cell, input.titles, epochs: (cell.chosen?.finished ?? []).compactMap(\.result?.bestEpoch))
      for metric in input.metrics {
        let value = cell.best(metric)
        // What other tables print for the same configuration, where they have it.
        let paper = cell.candidates.first.flatMap {
          input.published(metric, of: $0.configuration).first?.value
        }
        row += [.measured(value, decimals: 4), .published(paper)]
        if let value, let paper {
          row.append(.difference(value.mean - paper, decimals: 4))
        } else {
          row.append(.missing)
        }
      }
      table.append(row)
    }
    return table
  }

  private func lastTable(_ cells: [RunCell], _ input: ReportInput, caption: String) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [.text("data set"), .text("method"), .number("last epoch")]
        + input.metrics.map { .number($0.title) })
    for cell in cells {
      table.append(
        head(
          of: cell, input.titles, epochs: (cell.chosen?.finished ?? []).compactMap(\.epochs.last?.epoch))
          + input.metrics.map { .measured(cell.chosen?.last($0), decimals: 4) })
    }
    return table
  }

  private func head(of cell: RunCell, _ titles: DatasetTitles, epochs: [Int]) -> [ReportTable.Cell] {
    [
      .text(titles.title(of: cell.dataset)), .text(MethodStyle.of(cell.method).title),
      epochs.isEmpty ? .missing : .text(epochs.map(String.init).joined(separator: ", ")),
    ]
  }

  // MARK: Curves

  private func panels(
    _ title: String, _ cells: [RunCell], _ catalog: RunCatalog
  ) -> [FigureDescription.Panel] {
    let suffix = catalog.selection == .validation ? " (validation)" : ""
    return [panel("\(title): training loss", "training loss", cells) { $0.loss }]
      + catalog.metrics.map { metric in
        panel("\(title): \(metric.title)", "\(metric.title)\(suffix)", cells) {
          $0.metrics.value(of: metric)
        }
      }
  }

  private func panel(
    _ title: String, _ axis: String, _ cells: [RunCell], _ value: (EpochRecord) -> Double?
  ) -> FigureDescription.Panel {
    let series = cells.map { cell in
      FigureDescription.Series(style: .of(cell.method), points: cell.chosen?.curve(value) ?? [])
    }
    let last = cells.flatMap { $0.chosen?.finished ?? [] }.compactMap(\.epochs.last?.epoch).max() ?? 0
    return FigureDescription.Panel(
      title: title, x: Axis("epoch", covering: [0, Double(max(1, last))], room: 0.02, smallestStep: 1),
      y: Axis(axis, covering: series.extent), series: series)
  }
}

extension RunGroup {
  /// The mean over the finished repeats, at each epoch that all of them have.
  func curve(_ value: (EpochRecord) -> Double?) -> [FigureDescription.Point?] {
    let curves = finished.map { record in
      Dictionary(record.epochs.compactMap { epoch in value(epoch).map { (epoch.epoch, $0) } }) { first, _ in
        first
      }
    }
    guard let first = curves.first else { return [] }
    return first.keys.sorted().compactMap { epoch in
      let values = curves.compactMap { $0[epoch] }
      guard values.count == curves.count, let mean = Measurement(of: values) else { return nil }
      return FigureDescription.Point(x: Double(epoch), y: mean.mean, deviation: mean.standardDeviation)
    }
  }
}
