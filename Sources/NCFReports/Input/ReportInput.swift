import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStudies

/// What reports and verdicts are made from: the runs that were planned, what is stored of them, and what a study says.
public struct ReportInput: Sendable {
  /// Whether the numbers can be taken seriously.
  public enum Scale: String, Hashable, Sendable, CaseIterable {
    case full
    /// Few epochs, only to see that everything works; every output says so.
    case smoke
  }

  /// In the order of the plan; a run that several specs share may stand here more than once.
  public let runs: [PlannedRun]
  /// Which of them each spec asks for, by the spec's name; empty if that is not known, and all belong together.
  public let experiments: [String: Set<RunIdentity>]
  /// What is stored, by identity. Only finished runs give numbers.
  public let records: [RunIdentity: RunRecord]
  public let scale: Scale
  /// The numbers that papers print; without them the columns that compare stay empty.
  public let published: PublishedNumbers
  /// How data sets are named.
  public let titles: DatasetTitles
  /// What a cell's runs have where it leaves a setting open, if the plan has it, in the order of importance.
  public let preferences: [RunSelector.Setting]
  /// The data sets whose sizes are shown.
  public let datasets: [DatasetSummary]
  /// Data sets that were asked for and are not there.
  public let absent: [AbsentDataset]
  /// The searches that runs are trials of, by the name of the spec.
  public let searches: [String: HyperparameterSearch]
  /// What searches chose so far.
  public let choices: [SearchChoice]
  /// What tables, figures and verdicts show and compare.
  public let metrics: [RankingMetric]
  /// What tables show of the lists of the best items, of runs with a full ranking; empty for what a report shows anyway.
  public let listMetrics: [any ListMetric]

  public init(
    runs: [PlannedRun], experiments: [String: Set<RunIdentity>] = [:], records: [RunIdentity: RunRecord],
    scale: Scale = .full, published: PublishedNumbers = PublishedNumbers(),
    titles: DatasetTitles = DatasetTitles(),
    preferences: [RunSelector.Setting] = [], datasets: [DatasetSummary] = [], absent: [AbsentDataset] = [],
    searches: [String: HyperparameterSearch] = [:],
    choices: [SearchChoice] = [], metrics: [RankingMetric] = RankingMetric.paper,
    listMetrics: [any ListMetric] = []
  ) {
    self.runs = runs
    self.experiments = experiments
    self.records = records
    self.scale = scale
    self.published = published
    self.titles = titles
    self.preferences = preferences
    self.datasets = datasets
    self.absent = absent
    self.searches = searches
    self.choices = choices
    self.metrics = metrics
    self.listMetrics = listMetrics
  }

  /// The same with the runs of some specs only; all of them where it is not known which spec asks for which.
  ///
  /// - Parameter metrics: What is shown and compared, if not what was asked for.
  func restricted(to names: [String], metrics: [RankingMetric]? = nil) -> ReportInput {
    let wanted = names.reduce(into: Set<RunIdentity>()) { $0.formUnion(experiments[$1] ?? []) }
    return ReportInput(
      runs: experiments.isEmpty ? runs : runs.filter { wanted.contains($0.identity) },
      experiments: experiments,
      records: records, scale: scale, published: published, titles: titles, preferences: preferences,
      datasets: datasets, absent: absent,
      searches: experiments.isEmpty ? searches : searches.filter { names.contains($0.key) },
      choices: experiments.isEmpty ? choices : choices.filter { names.contains($0.experiment) },
      metrics: metrics ?? self.metrics, listMetrics: listMetrics)
  }

  /// Whether the runs, or some of them, are trials of a search.
  var isSearch: Bool { !searches.isEmpty }

  /// How hyperparameters were searched: in a sentence for all runs, or by spec where specs differ in it. Nil if they were
  /// not.
  var searchText: String? {
    let summaries = Set(searches.values.map(\.summary))
    if summaries.count == 1, let summary = summaries.first, experiments.count <= searches.count {
      return "Hyper-parameters: \(summary), the best on validation."
    }
    guard !summaries.isEmpty else { return nil }
    let bySpec = searches.sorted { $0.key < $1.key }.map { "\($0.key), \($0.value.summary)" }
    return "Hyper-parameters, the best on validation: \(bySpec.joined(separator: "; "))."
  }

  /// The warning that every output of a smoke run carries; nil at full scale.
  public var warning: String? {
    scale == .smoke ? "SMOKE RUN – few epochs, numbers mean nothing" : nil
  }

  /// What was published for a run, the latest version first.
  func published(_ metric: RankingMetric, of configuration: RunConfiguration) -> [PublishedNumbers.Number] {
    published.numbers(on: titles.published(for: configuration.dataset), metric) { configuration.facet($0) }
  }

  /// What was published for the runs of a selector, the latest version first.
  func published(_ metric: RankingMetric, of runs: RunSelector) -> [PublishedNumbers.Number] {
    published.numbers(on: titles.published(for: runs.dataset ?? ""), metric) { runs.value(of: $0) }
  }
}

/// What a search chose for one cell: a trial, and the runs on all training data that follow from it.
public struct SearchChoice: Hashable, Sendable {
  /// The spec's name.
  public let experiment: String
  /// The chosen trial's configuration, with one of its seeds.
  public let trial: RunConfiguration
  /// The mean over seeds of the selection metric, on the validation task.
  public let score: Double
  /// The runs that are shown in the trial's place; empty if the spec wants none.
  public let refits: [PlannedRun]
  /// Whether the search could have found more; nil where nothing was searched.
  public let exhaustion: SearchExhaustion?

  public init(
    experiment: String, trial: RunConfiguration, score: Double, refits: [PlannedRun],
    exhaustion: SearchExhaustion?
  ) {
    self.experiment = experiment
    self.trial = trial
    self.score = score
    self.refits = refits
    self.exhaustion = exhaustion
  }
}

extension SearchChoice {
  /// What the searches of a spec chose, one for each cell that is decided.
  ///
  /// - Parameter planned: Trials and refits, as far as they are planned.
  /// - Throws: `InputError` if the spec does not go with the overrides.
  public static func made(
    by spec: ExperimentSpec, _ overrides: SpecOverrides, _ planned: [PlannedRun],
    _ records: [RunIdentity: RunRecord]
  ) throws -> [SearchChoice] {
    guard spec.search(at: overrides.scale) != nil else { return [] }
    let planned = Dictionary(planned.map { ($0.configuration, $0) }, uniquingKeysWith: { first, _ in first })
    return try spec.cells(overrides).compactMap { cell in
      let outcome = try cell.outcome { configuration in
        planned[configuration].flatMap { records[$0.identity] }
      }
      guard let choice = outcome.choice, let trial = choice.runs.first else { return nil }
      return SearchChoice(
        experiment: spec.name, trial: trial, score: choice.score,
        refits: choice.refits.compactMap { planned[$0] },
        exhaustion: outcome.exhaustion)
    }
  }
}

/// The size of a data set.
public struct DatasetSummary: Hashable, Sendable {
  /// The name that specs use, such as "ml-1m".
  public let name: String
  /// Training and test interactions together: rows, as papers count them.
  public let interactions: Int
  /// The distinct pairs of a user and an item among them.
  public let pairs: Int
  public let items: Int
  public let users: Int
  /// SHA-256 of the files, in lower-case hexadecimal.
  public let digest: String

  /// - Parameter pairs: As many as interactions if nil.
  public init(name: String, interactions: Int, pairs: Int? = nil, items: Int, users: Int, digest: String) {
    self.name = name
    self.interactions = interactions
    self.pairs = pairs ?? interactions
    self.items = items
    self.users = users
    self.digest = digest
  }

  /// The share of user–item pairs without an interaction, in percent.
  public var sparsity: Double {
    100 * (1 - Double(pairs) / max(1, Double(users) * Double(items)))
  }
}

/// A data set that an experiment asks for and that is not on this machine.
public struct AbsentDataset: Hashable, Sendable {
  /// The name that specs use, such as "pinterest-20".
  public let name: String
  /// How the user gets it, as one line: a command, or the files and the folder they belong into.
  public let remedy: String

  public init(name: String, remedy: String) {
    self.name = name
    self.remedy = remedy
  }
}

extension [RankingMetric] {
  /// "HR@10, NDCG@10 and MRR".
  var words: String { map(\.title).words }

  /// What they measure, whatever the cut-off; each once.
  var measures: [any Metric] {
    var keys: Set<String> = []
    return map(\.metric).filter { keys.insert($0.key).inserted }
  }
}

extension [String] {
  /// "a, b and c".
  var words: String {
    count < 2 ? joined() : "\(dropLast().joined(separator: ", ")) and \(self[count - 1])"
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it first stands.
  var distinct: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
