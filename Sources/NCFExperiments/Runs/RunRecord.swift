import Foundation
import NCFEvaluation

/// How far a run has come: the words of listings, plans, progress, `--json` and the database.
public enum RunState: String, Hashable, Sendable, Codable, CaseIterable {
  /// An experiment asks for it; nobody has begun it.
  case planned
  /// A living process is working on it.
  case running
  /// It was begun, and given back or left by a process that died.
  case interrupted
  case finished
  /// It ended without a result, for a reason that is stored.
  case failed
}

/// A run as it is stored, once it has been begun.
public struct RunRecord: Hashable, Sendable {
  public let identity: RunIdentity
  public let configuration: RunConfiguration
  public let datasetDigest: String
  public let status: RunState
  /// Why it failed, in one line.
  public let failure: String?
  public let environment: RunEnvironment
  public let started: Date
  public let ended: Date?
  /// In the order of the epochs; for a run that has not finished, as far as it got.
  public let epochs: [EpochRecord]
  /// Nil unless finished.
  public let result: RunResult?

  public init(
    identity: RunIdentity, configuration: RunConfiguration, datasetDigest: String, status: RunState,
    failure: String?, environment: RunEnvironment, started: Date, ended: Date?, epochs: [EpochRecord],
    result: RunResult?
  ) {
    self.identity = identity
    self.configuration = configuration
    self.datasetDigest = datasetDigest
    self.status = status
    self.failure = failure
    self.environment = environment
    self.started = started
    self.ended = ended
    self.epochs = epochs
    self.result = result
  }
}

/// What one epoch of a run measured. Epoch 0 is the state before training.
public struct EpochRecord: Hashable, Sendable {
  public let epoch: Int
  /// Mean training loss per instance over the epoch; nil at epoch 0 and for methods without a loss.
  public let loss: Double?
  /// On the task by which the best epoch is selected (`RunConfiguration.Selection`).
  public let metrics: RankingMetrics
  /// Seconds by `ComputingClock`.
  public let trainingSeconds: Double
  public let evaluationSeconds: Double

  public init(
    epoch: Int, loss: Double?, metrics: RankingMetrics, trainingSeconds: Double, evaluationSeconds: Double
  ) {
    self.epoch = epoch
    self.loss = loss
    self.metrics = metrics
    self.trainingSeconds = trainingSeconds
    self.evaluationSeconds = evaluationSeconds
  }
}

/// What a finished run found.
public struct RunResult: Hashable, Sendable {
  /// The epoch that is best on the selection task by the protocol's metric, the earliest, if several are; or the last
  /// one, where nothing is selected.
  public let bestEpoch: Int
  /// On the test task, with the best epoch's weights.
  public let best: RankingMetrics
  /// On the test task, with the last epoch's weights.
  public let last: RankingMetrics
  /// The rank of each test case's held-out item at the best epoch.
  public let bestRanks: Ranks
  /// Trainable parameters of the model.
  public let parameterCount: Int
  /// Of the test task's held-out items among all unseen items, with the best epoch's weights, and what is in the lists
  /// of the best items; nil unless an experiment asks for it.
  public let fullRanking: FullRanking?

  public init(
    bestEpoch: Int, best: RankingMetrics, last: RankingMetrics, bestRanks: Ranks, parameterCount: Int,
    fullRanking: FullRanking? = nil
  ) {
    self.bestEpoch = bestEpoch
    self.best = best
    self.last = last
    self.bestRanks = bestRanks
    self.parameterCount = parameterCount
    self.fullRanking = fullRanking
  }

  /// A metric on the test task, with the best epoch's weights; as it was kept, or from the ranks.
  public func value(of metric: RankingMetric) -> Double {
    best.value(of: metric) ?? metric.mean(of: bestRanks)
  }

  private func agrees(with ranking: FullRanking?) -> Bool {
    guard let fullRanking, let ranking else { return true }
    return fullRanking.hasSameNumbers(as: ranking)
  }

  /// Whether two attempts at a run found the same, however fast they ranked, and whether or not both made a full
  /// ranking.
  public func hasSameNumbers(as other: RunResult) -> Bool {
    bestEpoch == other.bestEpoch && best.agrees(with: other.best) && last.agrees(with: other.last)
      && bestRanks == other.bestRanks && parameterCount == other.parameterCount
      && agrees(with: other.fullRanking)
  }
}
