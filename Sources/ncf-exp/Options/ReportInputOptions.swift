import ArgumentParser
import Foundation
import NCFData
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFReports
import NCFStore
import NCFStudies

/// What reports and verdicts are made from: studies, specs, data sets and stored runs.
struct ReportInputOptions: ParsableArguments {
  @OptionGroup var studies: StudyOptions
  @OptionGroup var metrics: MetricOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var data: SuppliedDataOptions
  @OptionGroup var store: StoreOptions

  /// A report, and the runs that it was made from.
  struct Made {
    let document: ReportDocument
    let input: ReportInput
  }

  /// The report of a study's section, or else of the spec of that name.
  func report(named name: String) throws -> Made {
    let library = try studies.library()
    if let (folder, section) = library.section(named: name) { return try reports(of: folder, [section])[0] }
    let spec = try ExperimentSpec.read(file: studies.specFile(name, library))
    let input = try input(of: [spec], nil, titles: library.datasets)
    return Made(
      document: SectionReport(specNamed: spec.name, title: spec.title).document(from: input), input: input)
  }

  /// The reports of all sections of a study.
  func reports(of folder: StudyFolder) throws -> [Made] { try reports(of: folder, folder.study.sections) }

  /// Sections one by one: a `--set` concerns those whose methods have the setting.
  func reports(of folder: StudyFolder, _ sections: [Study.Section]) throws -> [Made] {
    // What is read of data sets is read once for all.
    let library = try data.library()
    return try sections.map { section in
      let specs = try section.experiments.map { try folder.spec(named: $0) }
      let input = try input(of: specs, folder, library: library, isOneOfSeveral: sections.count > 1)
      return Made(document: SectionReport(section).document(from: input), input: input)
    }
  }

  /// The verdicts on the claims of a study.
  func verdicts(of folder: StudyFolder) throws -> VerdictSheet {
    let names = Study.experiments(of: [], folder.study.claims)
    return VerdictSheet(
      on: folder.study, from: try input(of: names.map { try folder.spec(named: $0) }, folder))
  }

  /// A report by name, or the verdicts, which have no spec of their own.
  func document(named name: String) throws -> ReportDocument {
    name == Self.verdictsName
      ? try verdicts(of: studies.study(in: studies.library())).document : try report(named: name).document
  }

  /// One report on a page, or the verdicts; all of the study if no name is given.
  func page(named name: String?) throws -> ReportPage {
    if let name, name != Self.verdictsName {
      let made = try report(named: name)
      return ReportPage(
        title: made.document.title, documents: [made.document], verdicts: [], inputs: [made.input])
    }
    let folder = try studies.study(in: studies.library())
    return try name == nil ? page(of: folder) : ReportPage(verdicts: verdicts(of: folder))
  }

  /// All reports of a study and its verdicts on one page.
  func page(of folder: StudyFolder) throws -> ReportPage { try page(of: folder, reports(of: folder)) }

  /// These reports of a study and its verdicts on one page.
  func page(of folder: StudyFolder, _ reports: [Made]) throws -> ReportPage {
    ReportPage(
      title: folder.study.reportTitle, documents: reports.map(\.document),
      verdicts: folder.study.claims.isEmpty ? [] : [try verdicts(of: folder)], inputs: reports.map(\.input))
  }

  /// A page of a study's own text.
  func page(_ page: StudyPage, of folder: StudyFolder) throws -> PageDocument {
    let study = folder.study
    let names = Study.experiments(
      of: page.sections.compactMap { study.section(named: $0) },
      page.claims.compactMap { study.claim(named: $0) })
    let input = try input(of: names.map { try folder.spec(named: $0) }, folder)
    return PageMaker(page, of: study, from: input).document()
  }

  /// Whether there is something to report under that name.
  func isReport(_ name: String) throws -> Bool {
    if name == Self.verdictsName { return true }
    let library = try studies.library()
    return library.section(named: name) != nil
      || FileManager.default.fileExists(atPath: library.specFile(named: name))
  }

  private static let verdictsName = "verdicts"

  /// The runs of specs, with what is stored of them and what a study says.
  ///
  /// - Parameters:
  ///   - titles: How data sets are named, where there is no study.
  ///   - library: Where data sets are found; that of the options, if not given.
  ///   - isOneOfSeveral: Whether a `--set` may be of other specs than these.
  func input(
    of specs: [ExperimentSpec], _ folder: StudyFolder?, titles: DatasetTitles = DatasetTitles(),
    library: DatasetLibrary? = nil, isOneOfSeveral: Bool = false
  ) throws -> ReportInput {
    let library = try library ?? data.library()
    var overrides = try plan.overrides()
    if isOneOfSeveral, specs.count == 1 { overrides = overrides.concerning(specs[0]) }
    let database = store.exists ? try store.open(.readOnly) : nil
    let plan = try Plan(specs: specs, overrides: overrides, datasets: library) { runs in
      try database?.records(of: runs) ?? [:]
    }
    let runs = Dictionary(uniqueKeysWithValues: plan.runs.map { ($0.identity, $0) })
    let asked = plan.experiments.flatMap(\.runs).compactMap { runs[$0] }
    // Those that a run starts from belong to its cost.
    let records = try database?.records(of: plan.runs.map(\.identity)) ?? [:]
    let names = asked.map(\.configuration.dataset).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    let searches = specs.compactMap { spec in spec.search(at: self.plan.scale).map { (spec.name, $0) } }
    return ReportInput(
      runs: asked,
      experiments: Dictionary(
        plan.experiments.map { ($0.name, Set($0.runs)) }, uniquingKeysWith: { $0.union($1) }),
      records: records, scale: self.plan.scale == .smoke ? .smoke : .full,
      published: folder?.published ?? PublishedNumbers(), titles: folder?.study.datasets ?? titles,
      preferences: folder?.study.preferences ?? [],
      datasets: try names.map { try DatasetSummary(library.dataset(named: $0)) },
      absent: plan.absentDatasets.map {
        AbsentDataset(name: $0.name, remedy: DatasetFiles.remedy(for: $0.name))
      },
      searches: Dictionary(searches, uniquingKeysWith: { first, _ in first }),
      choices: try specs.flatMap { try SearchChoice.made(by: $0, overrides, plan.runs, records) },
      // What is of lists alone stands beside the paper's.
      metrics: metrics.metrics.isEmpty ? RankingMetric.paper : metrics.metrics,
      listMetrics: metrics.listMetrics)
  }
}

/// Which study.
struct StudyOptions: ParsableArguments {
  static let defaultFolder = "experiments"

  @Option(
    help: ArgumentHelp("Folder of specs and of studies, each a folder with a study.json.", valueName: "dir"),
    completion: .directory)
  var experiments = Self.defaultFolder

  @Option(
    help: ArgumentHelp(
      "The study, by name or by its folder, where no report is named (default: the first of the folder).",
      valueName: "study"))
  var study: String?

  /// The studies of the folder, and the one that was asked for by its path.
  func library() throws -> StudyLibrary {
    let library = try StudyLibrary(path: experiments)
    guard let study, library.study(named: study) == nil else { return library }
    return library.adding(try library.study(study))
  }

  /// The one that was asked for, or else the first.
  func study(in library: StudyLibrary) throws -> StudyFolder {
    if let study { return try library.study(named: study) ?? library.study(study) }
    guard let first = library.folders.first else {
      throw InputError(
        .missing, file: experiments, problem: "there is no study here",
        remedy: "name a folder of studies with --experiments, or a study with --study")
    }
    return first
  }

  /// The file of a spec, by its name or its path.
  func specFile(_ name: String, _ library: StudyLibrary) throws -> String {
    let path = name.hasSuffix(".json") ? name : library.specFile(named: name)
    guard FileManager.default.fileExists(atPath: path) else {
      let names = library.reportNames
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

extension ExperimentSpec {
  /// Reads a spec by the path of its file or, where there is no such file, by the name that a study of its folder knows it
  /// by: `experiments/NAME.json`, or `NAME`.
  ///
  /// - Throws: `InputError` if there is none, or it cannot be read.
  static func found(as path: String) throws -> ExperimentSpec {
    let url = URL(fileURLWithPath: path)
    if !FileManager.default.fileExists(atPath: path) {
      let folder =
        path.contains("/") ? url.deletingLastPathComponent().relativePath : StudyOptions.defaultFolder
      let stem =
        url.pathExtension == "json" ? url.deletingPathExtension().lastPathComponent : url.lastPathComponent
      if let file = try? StudyLibrary(path: folder).specFile(named: stem),
        FileManager.default.fileExists(atPath: file)
      {
        return try read(file: file)
      }
    }
    return try read(file: path)
  }
}
