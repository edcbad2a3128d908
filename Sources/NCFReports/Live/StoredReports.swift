import NCFExperiments
import NCFStore
import NCFStudies

/// Reports of what a database holds, without the data sets: of each experiment as it was last run.
public struct StoredReports: Sendable {
  /// Names of experiments; all of the database if there are none.
  public let experiments: [String]
  /// The studies that say how experiments are shown; without them each is a table of its runs.
  public let studies: [StudyFolder]
  public let scale: ReportInput.Scale

  public init(experiments: [String], studies: [StudyFolder], scale: ReportInput.Scale) {
    self.experiments = experiments
    self.studies = studies
    self.scale = scale
  }

  /// The page of these experiments, those of studies first.
  ///
  /// - Parameter store: Nil while there is no database; the page then has no report.
  /// - Throws: `InputError` if the database cannot be read.
  public func page(from store: ResultStore?) throws -> ReportPage {
    guard let store else { return ReportPage(title: "Results", documents: [], verdicts: [], inputs: []) }
    let stored = try store.experiments().filter { experiments.isEmpty || experiments.contains($0.name) }
    let names = stored.map(\.name)
    var shown: Set<String> = []
    var documents: [ReportDocument] = []
    var verdicts: [VerdictSheet] = []
    var inputs: [ReportInput] = []
    for folder in studies {
      let study = folder.study
      let own = stored.filter { study.experiments.contains($0.name) }
      guard !own.isEmpty else { continue }
      let input = try input(of: own, folder, store)
      let sections = study.sections.filter {
        !$0.experiments.isEmpty && $0.experiments.allSatisfy(names.contains)
      }
      documents += sections.map { SectionReport($0).document(from: input) }
      shown.formUnion(sections.flatMap(\.experiments))
      inputs.append(input)
      if study.claims.contains(where: { !Set($0.experiments).isDisjoint(with: names) }) {
        verdicts.append(VerdictSheet(on: study, from: input))
      }
    }
    for experiment in stored where !shown.contains(experiment.name) {
      let input = try input(of: [experiment], nil, store)
      documents.append(
        SectionReport(specNamed: experiment.name, title: spec(of: experiment)?.title).document(from: input))
      inputs.append(input)
    }
    let only = documents.count == 1 ? documents[0].title : nil
    let whole = studies.first { folder in
      inputs.count == 1 && folder.study.experiments.contains(where: names.contains)
    }
    return ReportPage(
      title: only ?? whole?.study.reportTitle ?? "Results", documents: documents, verdicts: verdicts,
      inputs: inputs)
  }

  /// Nil if an earlier release wrote a spec that this one does not read.
  private func spec(of experiment: StoredExperiment) -> ExperimentSpec? {
    try? ExperimentSpec(source: experiment.specification)
  }

  private func input(
    of experiments: [StoredExperiment], _ folder: StudyFolder?, _ store: ResultStore
  ) throws -> ReportInput {
    var runs: [PlannedRun] = []
    var byExperiment: [String: Set<RunIdentity>] = [:]
    var searches: [String: HyperparameterSearch] = [:]
    for experiment in experiments {
      let own = try store.runs(matching: RunFilter(experiment: experiment.name)).map { run in
        PlannedRun(
          identity: run.identity, configuration: run.configuration, datasetDigest: run.datasetDigest, cost: 0)
      }
      runs += own
      byExperiment[experiment.name] = Set(own.map(\.identity))
      searches[experiment.name] = spec(of: experiment)?.search(at: scale == .smoke ? .smoke : .full)
    }
    let records = try store.records(of: runs.map(\.identity))
    // What the spec was run with is not known here: a choice is shown where the spec as it stands explains the runs.
    let overrides = try SpecOverrides(scale: scale == .smoke ? .smoke : .full)
    let choices = experiments.compactMap { spec(of: $0) }.flatMap { spec in
      (try? SearchChoice.made(by: spec, overrides, runs, records)) ?? []
    }
    return ReportInput(
      runs: runs, experiments: byExperiment, records: records, scale: scale,
      published: folder?.published ?? PublishedNumbers(),
      titles: folder?.study.datasets
        ?? studies.map(\.study.datasets).reduce(DatasetTitles()) { $0.merged(with: $1) },
      preferences: folder?.study.preferences ?? [], searches: searches, choices: choices)
  }
}

extension Study {
  /// The title of a page with all of a study's sections.
  public var reportTitle: String { "\(title): published and reproduced" }
}
