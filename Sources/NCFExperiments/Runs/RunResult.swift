import NCFEvaluation

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
  /// Of the test task's held-out items among all unseen items, with the best epoch's weights; nil unless an
  /// experiment asks for it.
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

  /// Whether two attempts at a run found the same, however fast they ranked, and whether or not both made a full
  /// ranking.
  public func hasSameNumbers(as other: RunResult) -> Bool {
    let (own, others) = (fullRanking?.ranks, other.fullRanking?.ranks)
    return bestEpoch == other.bestEpoch && best.agrees(with: other.best) && last.agrees(with: other.last)
      && bestRanks == other.bestRanks && parameterCount == other.parameterCount
      && (own == nil || others == nil || own == others)
  }
}
