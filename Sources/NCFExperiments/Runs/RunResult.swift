import NCFEvaluation

/// What a finished run found.
public struct RunResult: Hashable, Sendable {
  /// The epoch with the highest HR@10 on the selection task; the earliest, if several have it.
  public let bestEpoch: Int
  /// On the test task, with the best epoch's weights.
  public let best: RankingMetrics
  /// On the test task, with the last epoch's weights.
  public let last: RankingMetrics
  /// The 1-based rank of each test case's held-out item at the best epoch, in the order of the test task.
  public let bestRanks: [UInt16]
  /// Trainable parameters of the model.
  public let parameterCount: Int

  public init(
    bestEpoch: Int, best: RankingMetrics, last: RankingMetrics, bestRanks: [UInt16], parameterCount: Int
  ) {
    self.bestEpoch = bestEpoch
    self.best = best
    self.last = last
    self.bestRanks = bestRanks
    self.parameterCount = parameterCount
  }
}
