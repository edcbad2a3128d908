import NCFEvaluation

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
