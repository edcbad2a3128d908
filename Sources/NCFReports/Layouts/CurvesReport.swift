import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStudies

/// Metrics of several methods against one setting, or against the length K of the lists: a panel for each metric, a row
/// of panels for each data set.
struct CurvesReport {
  private let section: Study.Section
  private let methods: [String]
  /// The values on the horizontal axis, ascending.
  private let xs: [ParameterValue]
  private let axis: String
  /// The name of the CSV column that holds x.
  private let column: String
  private let isEvenlySpaced: Bool
  /// "HR@10" and "NDCG@10", or others; "HR@K" where K is on the horizontal axis.
  private let metricTitles: [String]
  private let metrics: (_ x: ParameterValue) -> [RankingMetric]
  private let runs: (_ dataset: String, _ method: String, _ x: ParameterValue) -> RunSelector
  /// What follows the metrics in captions: "against …".
  private let against: String

  /// Against a setting.
  init(_ section: Study.Section, against layout: CurvesLayout, _ input: ReportInput) {
    let catalog = RunCatalog(input)
    let settled = catalog.settled(layout.preferences, methods: layout.methods)
    self.section = section
    methods = layout.methods
    xs = catalog.values(of: layout.against, methods: layout.methods)
    axis = layout.axis
    column = layout.against
    isEvenlySpaced = layout.isEvenlySpaced
    metricTitles = input.metrics.map(\.title)
    metrics = { _ in input.metrics }
    runs = { RunSelector(dataset: $0, method: $1).with(settled).with(layout.against, $2) }
    against = ([section.caption ?? "against \(layout.axis)"] + settled.settings.map(\.words)).joined(
      separator: ", ")
  }

  /// Against K.
  init(_ section: Study.Section, cutoffs layout: CutoffsLayout, _ input: ReportInput) {
    let measures = input.metrics.measures
    self.section = section
    methods = layout.methods
    xs = (1...layout.upTo).map { .integer($0) }
    axis = "K"
    column = "k"
    isEvenlySpaced = false
    metricTitles = measures.map { "\($0.title)@K" }
    metrics = { x in measures.map { RankingMetric($0, at: x.number.map { Int($0) }) } }
    runs = { dataset, method, _ in RunSelector(dataset: dataset, method: method) }
    against = section.caption ?? "of recommendation lists of K items"
  }

  private struct Point {
    let dataset: String
    let method: String
    let x: ParameterValue
    let cell: RunCell
  }

  func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input)
    let points = context.catalog.datasets.flatMap { dataset in
      methods.flatMap { method in
        xs.map {
          Point(
            dataset: dataset, method: method, x: $0, cell: context.catalog.cell(runs(dataset, method, $0)))
        }
      }
    }
    let cells = points.map(\.cell)
    let what = "\(metricTitles.words) \(against)."
    return ReportDocument(
      name: section.name, title: section.title, caption: context.caption(what),
      data: data(points, scale: input.scale),
      tables: metricTitles.indices.map {
        table($0, points, caption: context.caption("\(metricTitles[$0]) \(against)."), input.titles)
      },
      figure: figure(points, context, note: context.note(what)),
      notes: context.notes(on: cells) + section.notes,
      provenance: context.provenance(of: cells), warning: input.warning)
  }

  private func data(_ points: [Point], scale: ReportInput.Scale) -> ReportTable {
    let names = metricTitles.map { $0.lowercased() }
    var table = ReportTable(
      caption: section.title,
      columns: [.text("dataset"), .text("method"), .number(column)]
        + names.flatMap { [.number($0), .number("\($0)_sd")] } + [.text("settings")]
        + ProvenanceColumns.columns)
    for point in points {
      let values = metrics(point.x).map { point.cell.best($0) }
      table.append(
        [.text(point.dataset), .text(point.method), .setting(point.x)]
          + values.flatMap {
            [.known($0?.mean, decimals: 6), .known($0?.standardDeviation, decimals: 6)] as [ReportTable.Cell]
          }
          + [point.cell.chosen.map { .text($0.configuration.settings) } ?? .missing]
          + ProvenanceColumns.cells(for: point.cell.accounted, scale: scale))
    }
    return table
  }

  private func table(
    _ metric: Int, _ points: [Point], caption: String, _ titles: DatasetTitles
  ) -> ReportTable {
    var table = ReportTable(
      caption: caption,
      columns: [.text("data set"), .text("method, by \(column)")] + xs.map { .number($0.description) })
    for dataset in points.map(\.dataset).distinct {
      table.beginSection()
      for method in methods {
        let row = points.filter { $0.dataset == dataset && $0.method == method }
        table.append(
          [.text(titles.title(of: dataset)), .text(MethodStyle.of(method).title)]
            + row.map { .measured($0.cell.best(metrics($0.x)[metric]), decimals: 4) })
      }
    }
    return table
  }

  private func figure(_ points: [Point], _ context: ReportContext, note: String) -> FigureDescription {
    FigureDescription(
      name: section.name, note: note, warning: context.input.warning,
      rows: points.map(\.dataset).distinct.map { dataset in
        metricTitles.indices.map { metric in
          let series = methods.map { method in
            FigureDescription.Series(
              style: .of(method),
              points: points.filter { $0.dataset == dataset && $0.method == method }.map { point in
                point.cell.best(metrics(point.x)[metric]).map { value in
                  FigureDescription.Point(
                    x: position(of: point.x), y: value.mean, deviation: value.standardDeviation)
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
    if isEvenlySpaced || xs.contains(where: { $0.number == nil }) {
      return Axis(axis, categories: xs.map(\.description))
    }
    let numbers = xs.compactMap(\.number)
    return Axis(
      title: axis, range: ((numbers.first ?? 0) - 0.4)...((numbers.last ?? 1) + 0.4),
      ticks: xs.map { .init(position: position(of: $0), label: $0.description) })
  }

  private func position(of x: ParameterValue) -> Double {
    if !isEvenlySpaced, let number = x.number { return number }
    return Double(xs.firstIndex(of: x) ?? 0)
  }
}

extension [FigureDescription.Series] {
  /// Every y value with its error bar's ends, over which an axis must reach.
  var extent: [Double] {
    flatMap(\.points).compactMap { $0 }.flatMap { [$0.y - ($0.deviation ?? 0), $0.y + ($0.deviation ?? 0)] }
  }
}
