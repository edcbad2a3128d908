import ArgumentParser
import Foundation
import NCFData
import NCFDiagnostics
import NCFExperiments
import NCFReports
import NCFStore

/// What reports and verdicts are made from: specs, data sets and stored runs.
struct ReportInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Folder of the specs and of the paper's numbers (published.json).", valueName: "dir"))
  var experiments = "experiments"

  @OptionGroup var metrics: MetricOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var data: SuppliedDataOptions
  @OptionGroup var store: StoreOptions

  /// A report, and the runs that it was made from.
  struct Made {
    let document: ReportDocument
    let input: ReportInput
  }

  /// The report of the spec `experiments/NAME.json`.
  func report(named name: String) throws -> Made {
    let spec = try ExperimentSpec.read(file: specFile(name))
    let report = ReportRegistry.report(named: name) ?? ExperimentReport(name: spec.name, title: spec.title)
    let input = try input(of: [spec])
    return Made(document: report.document(from: input), input: input)
  }

  /// The verdicts on the claims of the paper.
  func verdicts() throws -> VerdictSheet {
    VerdictSheet(
      checking: try input(
        of: VerdictSheet.experiments.map { try ExperimentSpec.read(file: "\(experiments)/\($0).json") }))
  }

  /// A report by name, or the verdicts, which have no spec of their own.
  func document(named name: String) throws -> ReportDocument {
    name == Self.verdictsName ? try verdicts().document : try report(named: name).document
  }

  /// One report on a page, or the verdicts; all of the paper's if no name is given.
  func page(named name: String?) throws -> ReportPage {
    if name == Self.verdictsName { return ReportPage(verdicts: try verdicts()) }
    return try page(
      of: name.map { [try report(named: $0)] } ?? ReportRegistry.all.map { try report(named: $0.name) })
  }

  /// These reports on one page. A page of all of the paper's reports has the verdicts as well.
  func page(of reports: [Made]) throws -> ReportPage {
    let names = Set(reports.map(\.document.name))
    let isWhole = ReportRegistry.all.allSatisfy { names.contains($0.name) }
    return ReportPage(
      title: reports.count == 1 ? reports[0].document.title : ReportPage.paperTitle,
      documents: reports.map(\.document), verdicts: isWhole ? try verdicts() : nil,
      inputs: reports.map(\.input))
  }

  /// Whether there is something to report under that name.
  func hasSpec(_ name: String) -> Bool {
    name == Self.verdictsName || FileManager.default.fileExists(atPath: "\(experiments)/\(name).json")
  }

  private static let verdictsName = "verdicts"

  /// The runs of specs, with what is stored of them.
  func input(of specs: [ExperimentSpec]) throws -> ReportInput {
    let library = try data.library()
    let plan = try Plan(specs: specs, overrides: plan.overrides(), datasets: library)
    let runs = Dictionary(uniqueKeysWithValues: plan.runs.map { ($0.identity, $0) })
    if let metric = metrics.listMetrics.first {
      throw InputError(
        .badContent, place: "--metrics",
        problem: "tables and figures show metrics of ranks, \(metric.name) is of lists",
        remedy: "ncf-exp runs and ncf-exp show list it")
    }
    let asked = plan.experiments.flatMap(\.runs).compactMap { runs[$0] }
    // Those that a run starts from belong to its cost.
    let records = store.exists ? try store.open(.readOnly).records(of: plan.runs.map(\.identity)) : [:]
    let published = "\(experiments)/published.json"
    let names = asked.map(\.configuration.dataset).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    return ReportInput(
      runs: asked, records: records, scale: self.plan.scale == .smoke ? .smoke : .full,
      published: FileManager.default.fileExists(atPath: published)
        ? try PublishedFigures(contentsOf: URL(fileURLWithPath: published)) : nil,
      datasets: try names.map { try DatasetSummary(library.dataset(named: $0)) },
      absent: plan.absentDatasets.map {
        AbsentDataset(name: $0.name, remedy: DatasetFiles.remedy(for: $0.name))
      },
      search: specs.lazy.compactMap { $0.search(at: self.plan.scale) }.first,
      metrics: metrics.metrics)
  }

  private func specFile(_ name: String) throws -> String {
    let path = name.hasSuffix(".json") ? name : "\(experiments)/\(name).json"
    guard FileManager.default.fileExists(atPath: path) else {
      let known = (try? FileManager.default.contentsOfDirectory(atPath: experiments)) ?? []
      let names = known.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      let nearest = nearestMatch(to: name, among: names).map { "did you mean \($0)? " } ?? ""
      throw InputError(
        .missing, file: path, problem: "no such spec",
        remedy: "\(nearest)specs stand in \(experiments), or name the folder with --experiments")
    }
    return path
  }
}

extension DatasetSummary {
  init(_ dataset: Dataset) {
    let statistics = DatasetStatistics(of: dataset)
    self.init(
      name: dataset.name, interactions: statistics.interactionCount, pairs: statistics.pairCount,
      items: statistics.itemCount, users: statistics.userCount, digest: dataset.digest)
  }
}
