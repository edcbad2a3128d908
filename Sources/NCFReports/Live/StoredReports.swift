import NCFExperiments
import NCFStore

/// Reports of what a database holds, without the specs' files and the data sets: of each experiment as it was last
/// run.
public struct StoredReports: Sendable {
  /// Names of experiments; all of the database if there are none.
  public let experiments: [String]
  public let published: PublishedFigures?
  public let scale: ReportInput.Scale

  public init(experiments: [String], published: PublishedFigures?, scale: ReportInput.Scale) {
    self.experiments = experiments
    self.published = published
    self.scale = scale
  }

  /// The page of these experiments, those of the paper first.
  ///
  /// - Parameter store: Nil while there is no database; the page then has no report.
  /// - Throws: `InputError` if the database cannot be read.
  public func page(from store: ResultStore?) throws -> ReportPage {
    let made =
      try store.map { store in
        try chosen(from: store.experiments()).map { try (experiment: $0, input: input(of: $0, store)) }
      } ?? []
    let documents = made.map { report(of: $0.experiment).document(from: $0.input) }
    let claimed = made.filter { VerdictSheet.experiments.contains($0.experiment.name) }.map(\.input)
    return ReportPage(
      title: documents.count == 1 ? documents[0].title : ReportPage.paperTitle, documents: documents,
      verdicts: claimed.isEmpty ? nil : VerdictSheet(checking: joined(claimed)), inputs: made.map(\.input))
  }

  private func chosen(from stored: [StoredExperiment]) -> [StoredExperiment] {
    let asked = stored.filter { experiments.isEmpty || experiments.contains($0.name) }
    let paper = ReportRegistry.all.compactMap { report in asked.first { $0.name == report.name } }
    return paper + asked.filter { experiment in !paper.contains { $0.name == experiment.name } }
  }

  private func report(of experiment: StoredExperiment) -> any Report {
    ReportRegistry.report(named: experiment.name)
      ?? ExperimentReport(name: experiment.name, title: spec(of: experiment)?.title)
  }

  /// Nil if an earlier release wrote a spec that this one does not read.
  private func spec(of experiment: StoredExperiment) -> ExperimentSpec? {
    try? ExperimentSpec(source: experiment.specification)
  }

  private func input(of experiment: StoredExperiment, _ store: ResultStore) throws -> ReportInput {
    let runs = try store.runs(matching: RunFilter(experiment: experiment.name)).map { run in
      PlannedRun(
        identity: run.identity, configuration: run.configuration, datasetDigest: run.datasetDigest, cost: 0)
    }
    return ReportInput(
      runs: runs, records: try store.records(of: runs.map(\.identity)), scale: scale, published: published,
      search: spec(of: experiment)?.search(at: scale == .smoke ? .smoke : .full))
  }

  private func joined(_ inputs: [ReportInput]) -> ReportInput {
    ReportInput(
      runs: inputs.flatMap(\.runs),
      records: inputs.reduce(into: [:]) { $0.merge($1.records) { first, _ in first } },
      scale: scale, published: published)
  }
}
