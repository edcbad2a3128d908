import Foundation
import NCFEvaluation
import NCFExperiments

/// A run without its epochs and ranks, as listings show it. Unlike `RunRecord` it may stand for a run that was
/// not begun yet.
public struct RunSummary: Hashable, Sendable {
  public let identity: RunIdentity
  public let configuration: RunConfiguration
  public let datasetDigest: String
  public let state: RunState
  /// Why it failed, in one line.
  public let failure: String?
  /// Nil until the run is begun, like `started`.
  public let environment: RunEnvironment?
  public let started: Date?
  public let ended: Date?
  /// The last epoch that was stored; nil before the first, 0 after the evaluation before training.
  public let lastEpoch: Int?
  public let bestEpoch: Int?
  /// On the test task, with the best epoch's weights; nil unless finished.
  public let best: RankingMetrics?
  /// On the test task, with the last epoch's weights; nil unless finished.
  public let last: RankingMetrics?
  /// What is in the lists of the best items, with the best epoch's weights; nil unless an experiment asks for a full
  /// ranking.
  public let lists: ListMetrics?
  public let parameterCount: Int?
}

/// Which runs to list. What is nil is not asked for.
///
///     let unfinished = RunFilter(dataset: "ml-1m", state: .interrupted)
public struct RunFilter: Hashable, Sendable {
  /// The experiment's name.
  public var experiment: String?
  public var dataset: String?
  /// The method's name, such as "neumf".
  public var method: String?
  public var factors: Int?
  public var state: RunState?

  public init(
    experiment: String? = nil, dataset: String? = nil, method: String? = nil, factors: Int? = nil,
    state: RunState? = nil
  ) {
    self.experiment = experiment
    self.dataset = dataset
    self.method = method
    self.factors = factors
    self.state = state
  }
}

/// How far a run has come: what a listing shows, and its latest epoch.
public struct WatchedRun: Hashable, Sendable {
  public let summary: RunSummary
  /// The last epoch that was stored, on the task by which the run selects its best epoch; nil before the first.
  public let latest: EpochRecord?
  /// Seconds by `ComputingClock` that an epoch took so far, on the average; nil before the first has ended.
  public let secondsPerEpoch: Double?

  public init(summary: RunSummary, latest: EpochRecord?, secondsPerEpoch: Double?) {
    self.summary = summary
    self.latest = latest
    self.secondsPerEpoch = secondsPerEpoch
  }

  /// Epochs that the run has altogether; nil for methods that have none.
  public var epochCount: Int? {
    guard case .integer(let count) = summary.configuration.values[.epochs] else { return nil }
    return count
  }

  /// The share of the run that is done, from 0 to 1.
  public var fraction: Double {
    if summary.state == .finished { return 1 }
    guard let latest, let epochCount, epochCount > 0 else { return 0 }
    return min(1, Double(latest.epoch) / Double(epochCount))
  }

  /// How long the rest takes at the pace so far; nil if that cannot be said, or if nobody works on the run.
  public var secondsLeft: Double? {
    guard summary.state == .running, let latest, let epochCount, let secondsPerEpoch else { return nil }
    return Double(max(0, epochCount - latest.epoch)) * secondsPerEpoch
  }
}

/// An experiment as it was last run.
public struct StoredExperiment: Hashable, Sendable {
  public let name: String
  /// The text of the spec.
  public let specification: String
  public let registered: Date
  /// In the order of its plan.
  public let runs: [RunIdentity]
}
