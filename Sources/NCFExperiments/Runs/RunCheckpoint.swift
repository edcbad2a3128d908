import NCFEvaluation
import NCFModels
import NCFWeights

/// A run between two steps of its training: what another process needs to go on to the same numbers, beside the
/// epochs that are already in the journal.
public struct RunCheckpoint: Hashable, Sendable {
  /// The best epoch so far.
  public struct Best: Hashable, Sendable {
    public let epoch: Int
    /// Ranks on the selection task.
    public let ranks: Ranks
    /// Nil unless the run needs them later.
    public let weights: TensorBundle?

    public init(epoch: Int, ranks: Ranks, weights: TensorBundle?) {
      self.epoch = epoch
      self.ranks = ranks
      self.weights = weights
    }
  }

  /// The last epoch that was measured and written down.
  public let measuredEpoch: Int
  /// Its ranks on the selection task.
  public let measuredRanks: Ranks
  public let best: Best
  /// The loss of the epoch after it, if that has been trained to its end but not measured.
  public let trainedLoss: Double?
  /// Seconds that the training of the epoch after it has taken so far.
  public let trainingSeconds: Double
  public let trainer: TrainerState

  public init(
    measuredEpoch: Int, measuredRanks: Ranks, best: Best, trainedLoss: Double?, trainingSeconds: Double,
    trainer: TrainerState
  ) {
    self.measuredEpoch = measuredEpoch
    self.measuredRanks = measuredRanks
    self.best = best
    self.trainedLoss = trainedLoss
    self.trainingSeconds = trainingSeconds
    self.trainer = trainer
  }
}

/// A checkpoint from which a run cannot go on, so that it has to start afresh.
public struct UnusableCheckpoint: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ problem: String) { description = problem }
}

/// How a run begins.
public struct RunStart: Hashable, Sendable {
  /// Where the run goes on; nil if it starts afresh.
  public let checkpoint: RunCheckpoint?
  /// Why a checkpoint that is there is left aside, in one line; nil if there is none, or it is used.
  public let warning: String?

  public init(checkpoint: RunCheckpoint? = nil, warning: String? = nil) {
    self.checkpoint = checkpoint
    self.warning = warning
  }
}
