import NCFEvaluation
import NCFExperiments

/// What reports and verdicts are made from: the runs that were planned and what is stored of them.
public struct ReportInput: Sendable {
  /// Whether the numbers can be taken seriously.
  public enum Scale: String, Hashable, Sendable, CaseIterable {
    case full
    /// Few epochs, only to see that everything works; every output says so.
    case smoke
  }

  /// In the order of the plan; a run that several specs share may stand here more than once.
  public let runs: [PlannedRun]
  /// What is stored, by identity. Only finished runs give numbers.
  public let records: [RunIdentity: RunRecord]
  public let scale: Scale
  /// The numbers in the paper; without them the columns that compare stay empty.
  public let published: PublishedFigures?
  /// The data sets that Table 1 describes.
  public let datasets: [DatasetSummary]
  /// Data sets that were asked for and are not there.
  public let absent: [AbsentDataset]
  /// The search that the runs are trials of; nil if there was none.
  public let search: HyperparameterSearch?
  /// What tables, figures and verdicts show and compare; the paper's pair unless somebody asks for others.
  public let metrics: [RankingMetric]

  public init(
    runs: [PlannedRun], records: [RunIdentity: RunRecord], scale: Scale = .full,
    published: PublishedFigures? = nil, datasets: [DatasetSummary] = [], absent: [AbsentDataset] = [],
    search: HyperparameterSearch? = nil, metrics: [RankingMetric] = RankingMetric.paper
  ) {
    self.runs = runs
    self.records = records
    self.scale = scale
    self.published = published
    self.datasets = datasets
    self.absent = absent
    self.search = search
    self.metrics = metrics
  }

  /// How data sets are named.
  var titles: DatasetTitles { published?.titles ?? DatasetTitles() }

  /// The warning that every output of a smoke run carries; nil at full scale.
  public var warning: String? {
    scale == .smoke ? "SMOKE RUN – few epochs, numbers mean nothing" : nil
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
