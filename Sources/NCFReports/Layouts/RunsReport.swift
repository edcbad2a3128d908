import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStudies

/// A table of runs by whatever they differ in, and, where one numeric setting is swept, the metrics against it.
struct RunsReport {
  private let section: Study.Section

  private var name: String { section.name }
  private var title: String { section.title }

  init(_ section: Study.Section) { self.section = section }

  func document(from input: ReportInput) -> ReportDocument {
    let context = ReportContext(input, mixesProtocols: true)
    let groups = context.catalog.groups
    let swept = Self.sweptKeys(groups)
    let caption = context.caption("\(title).")
    return ReportDocument(
      name: name, title: title, caption: caption,
      data: table(groups, swept, input, caption: title, provenance: context.input.scale),
      tables: [table(groups, swept, input, caption: caption, provenance: nil)],
      figure: figure(groups, swept, caption: caption, context),
      notes: [
        "“Best” is the epoch with the highest \(Self.selectionTitle(groups)) on the selection task"
          + (context.catalog.mixesProtocols ? ", " : " (\(context.catalog.selection.rawValue)), ")
          + "“last” is the final one. Both are measured on the test task."
      ] + context.omissionNotes + section.notes,
      provenance: Provenance(groups, records: input.records), warning: input.warning)
  }

  /// By what the best epochs were chosen: "HR@10".
  private static func selectionTitle(_ groups: [RunGroup]) -> String {
    let metrics = groups.map(\.configuration.evaluation.selectBy)
    return Set(metrics).count < 2 ? (metrics.first ?? .hitRatio(at: 10)).title : "metric of its row"
  }

  /// The settings in which the runs differ, seed apart, by key.
  private static func sweptKeys(_ groups: [RunGroup]) -> [String] {
    let settings = groups.map(\.configuration.settingTexts)
    return Set(settings.flatMap(\.keys)).sorted().filter { key in
      Set(settings.compactMap { $0[key] }).count > 1
    }
  }

  /// - Parameter provenance: With the columns that say which runs a row comes from.
  private func table(
    _ groups: [RunGroup], _ swept: [String], _ input: ReportInput, caption: String,
    provenance scale: ReportInput.Scale?
  ) -> ReportTable {
    let metrics = input.metrics
    let ofLists = ListMetrics.Candidates.allCases.flatMap { candidates in
      input.listMetrics.map { (metric: $0, candidates: candidates) }
    }
    // The columns of the provenance have the selection anyway.
    let swept = scale == nil ? swept : swept.filter { $0 != "selection" }
    var table = ReportTable(
      caption: caption,
      columns: [.text("dataset"), .text("method")] + swept.map { .number($0) } + [
        .number("best epoch")
      ] + metrics.map { .number("best \($0.title)") } + metrics.map { .number("last \($0.title)") }
        + ofLists.map { .number("\($0.candidates.rawValue) \($0.metric.title)") }
        + (scale == nil ? [] : ProvenanceColumns.columns))
    for group in groups {
      let configuration = group.configuration
      let epochs = group.finished.compactMap(\.result?.bestEpoch).map(String.init)
      var row: [ReportTable.Cell] = [.text(configuration.dataset), .text(configuration.method)]
      row += swept.map { key in configuration.settingTexts[key].map { .text($0) } ?? .missing }
      row.append(epochs.isEmpty ? .missing : .text(epochs.joined(separator: ", ")))
      row += metrics.map { .measured(group.best($0), decimals: 4) }
      row += metrics.map { .measured(group.last($0), decimals: 4) }
      row += ofLists.map {
        .measured(group.lists($0.metric, among: $0.candidates), decimals: $0.metric.decimals)
      }
      if let scale { row += ProvenanceColumns.cells(for: [group], scale: scale) }
      table.append(row)
    }
    return table
  }

  /// Nil unless exactly one setting is swept, its values are numbers, and each method has one run for each.
  private func figure(
    _ groups: [RunGroup], _ swept: [String], caption: String, _ context: ReportContext
  ) -> FigureDescription? {
    let numeric = swept.filter { key in
      groups.allSatisfy { $0.configuration.values.values[key]?.number != nil }
    }
    guard numeric.count == 1, swept.count == 1, let key = numeric.first else { return nil }
    let rows = context.catalog.datasets.map { dataset in
      context.catalog.metrics.map { metric in
        panel(
          groups.filter { $0.configuration.dataset == dataset }, context.catalog.titles.title(of: dataset),
          key, metric)
      }
    }
    return FigureDescription(name: name, note: caption, warning: context.input.warning, rows: rows)
  }

  private func panel(
    _ groups: [RunGroup], _ title: String, _ key: String, _ metric: RankingMetric
  ) -> FigureDescription.Panel {
    var methods: [String] = []
    for group in groups where !methods.contains(group.configuration.method) {
      methods.append(group.configuration.method)
    }
    let series = methods.map { method in
      let points = groups.filter { $0.configuration.method == method }.compactMap { group in
        group.configuration.values.values[key]?.number.flatMap { x in
          group.best(metric).map {
            FigureDescription.Point(x: x, y: $0.mean, deviation: $0.standardDeviation)
          }
        }
      }
      return FigureDescription.Series(style: .of(method), points: points.sorted { $0.x < $1.x })
    }
    let positions = groups.compactMap { $0.configuration.values.values[key]?.number }
    return FigureDescription.Panel(
      title: "\(title): \(metric.title)", x: Axis(key, covering: positions),
      y: Axis(metric.title, covering: series.extent), series: series)
  }

}
