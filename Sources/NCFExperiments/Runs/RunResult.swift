import NCFEvaluation

/// What a finished run found.
public struct RunResult: Hashable, Sendable {
  /// The epoch with the highest HR@10 on the selection task, the earliest, if several have it; or the last one, where
  /// nothing is selected.
  public let bestEpoch: Int
  /// On the test task, with the best epoch's weights.
  public let best: RankingMetrics
  /// On the test task, with the last epoch's weights.
  public let last: RankingMetrics
  /// The 1-based rank of each test case's held-out item at the best epoch, in the order of the test task.
  public let bestRanks: [UInt16]
  /// Trainable parameters of the model.
  public let parameterCount: Int
  /// Of the test task's held-out items among all unseen items, with the best epoch's weights; nil unless an
  /// experiment asks for it.
  public let fullRanking: FullRanking?

  public init(
    bestEpoch: Int, best: RankingMetrics, last: RankingMetrics, bestRanks: [UInt16], parameterCount: Int,
    fullRanking: FullRanking? = nil
  ) {
    self.bestEpoch = bestEpoch
    self.best = best
    self.last = last
    self.bestRanks = bestRanks
    self.parameterCount = parameterCount
    self.fullRanking = fullRanking
  }

  /// Whether two attempts at a run found the same, however fast they ranked, and whether or not both made a full
  /// ranking.
  public func hasSameNumbers(as other: RunResult) -> Bool {
    let (own, others) = (fullRanking?.ranks, other.fullRanking?.ranks)
    return bestEpoch == other.bestEpoch && best == other.best && last == other.last
      && bestRanks == other.bestRanks && parameterCount == other.parameterCount
      && (own == nil || others == nil || own == others)
  }
}
