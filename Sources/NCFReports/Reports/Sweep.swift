import NCFEvaluation
import NCFExperiments

/// A figure that shows HR and NDCG of several methods against one setting, two panels to each data set.
struct Sweep {
  let name: String
  let title: String
  /// What follows the metrics in captions: "against …".
  let against: String
  let methods: [String]
  /// The values on the horizontal axis, ascending.
  let xs: [Int]
  let xTitle: String
  /// The name of the CSV column that holds x.
  let xColumn: String
  /// Whether the x values stand at even distances, as 8, 16, 32, 64 do in the paper.
  let isCategorical: Bool
  /// "HR@10" and "NDCG@10", or others; without the cut-off where that is on the horizontal axis.
  let metricTitles: [String]
  let metrics: (_ x: Int) -> [RankingMetric]
  let query: (_ dataset: String, _ method: String, _ x: Int) -> RunQuery

  func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input)
    let cells = context.catalog.datasets.flatMap { dataset in
      methods.flatMap { method in
        xs.map {
          SweepCell(
            dataset: dataset, method: method, x: $0, cell: context.catalog.cell(query(dataset, method, $0)))
        }
      }
    }
    let what = "\(metricTitles.words) \(against)."
    let caption = context.caption(what)
    return ReportDocument(
      name: name, title: title, caption: caption, data: data(cells, scale: input.scale),
      tables: metricTitles.indices.map {
        table($0, cells, caption: context.caption("\(metricTitles[$0]) \(against)."), input.titles)
      },
      figure: figure(cells, context, note: context.note(what)),
      notes: context.notes(on: cells.map(\.cell)), provenance: context.provenance(of: cells.map(\.cell)),
      warning: input.warning)
  }

  private struct SweepCell {
    let dataset: String
    let method: String
    let x: Int
    let cell: RunCell
  }

  private func data(_ cells: [SweepCell], scale: ReportInput.Scale) -> ReportTable {
    let names = metricTitles.map { $0.lowercased() }
    var table = ReportTable(
      caption: title,
      columns: [.text("dataset"), .text("method"), .number(xColumn)]
        + names.flatMap { [.number($0), .number("\($0)_sd")] } + [.text("settings")]
        + ProvenanceColumns.columns)
    for entry in cells {
      let values = metrics(entry.x).map { entry.cell.best($0) }
      table.append(
        [.text(entry.dataset), .text(entry.method), .integer(entry.x)]
          + values.flatMap {
            [.known($0?.mean, decimals: 6), .known($0?.standardDeviation, decimals: 6)] as [ReportTable.Cell]
          }
          + [entry.cell.chosen.map { .text($0.configuration.settings) } ?? .missing]
          + ProvenanceColumns.cells(for: entry.cell.accounted, scale: scale))
    }
    return table
  }

  private func table(
    _ metric: Int, _ cells: [SweepCell], caption: String, _ titles: DatasetTitles
  ) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [.text("data set"), .text("method, by \(xColumn)")] + xs.map { .number("\($0)") })
    var shown: [String] = []
    for dataset in cells.map(\.dataset) where !shown.contains(dataset) {
      shown.append(dataset)
      table.beginSection()
      for method in methods {
        let row = cells.filter { $0.dataset == dataset && $0.method == method }
        table.append(
          [.text(titles.title(of: dataset)), .text(MethodStyle.of(method).title)]
            + row.map { .measured($0.cell.best(metrics($0.x)[metric]), decimals: 4) })
      }
    }
    return table
  }

  private func figure(_ cells: [SweepCell], _ context: ReportContext, note: String) -> FigureDescription {
    var datasets: [String] = []
    for dataset in cells.map(\.dataset) where !datasets.contains(dataset) { datasets.append(dataset) }
    return FigureDescription(
      name: name, note: note, warning: context.input.warning,
      rows: datasets.map { dataset in
        metricTitles.indices.map { metric in
          let series = methods.map { method in
            FigureDescription.Series(
              style: .of(method),
              points: cells.filter { $0.dataset == dataset && $0.method == method }.map { entry in
                entry.cell.best(metrics(entry.x)[metric]).map { value in
                  FigureDescription.Point(
                    x: position(of: entry.x), y: value.mean, deviation: value.standardDeviation)
                }
              })
          }
          return FigureDescription.Panel(
            title: "\(context.catalog.titles.title(of: dataset)): \(metricTitles[metric])", x: xAxis,
            y: Axis(metricTitles[metric], covering: series.extent), series: series)
        }
      })
  }

  private var xAxis: Axis {
    if isCategorical { return Axis(xTitle, categories: xs.map(String.init)) }
    return Axis(
      title: xTitle, range: (Double(xs.first ?? 0) - 0.4)...(Double(xs.last ?? 1) + 0.4),
      ticks: xs.map { .init(position: Double($0), label: "\($0)") })
  }

  private func position(of x: Int) -> Double {
    isCategorical ? Double(xs.firstIndex(of: x) ?? 0) : Double(x)
  }
}

extension [FigureDescription.Series] {
  /// Every y value with its error bar's ends, over which an axis must reach.
  var extent: [Double] {
    flatMap(\.points).compactMap { $0 }.flatMap { [$0.y - ($0.deviation ?? 0), $0.y + ($0.deviation ?? 0)] }
  }
}
