/// The outcome of ranking every held-out item among all items that its user has not interacted with.
public struct FullRanking: Hashable, Sendable {
  /// The 1-based rank of each case's held-out item, in the order of the task.
  public let ranks: [UInt32]
  /// How long it took to score and rank the whole catalogue, on average over the users; on one thread.
  public let microsecondsPerUser: Double

  public init(ranks: [UInt32], microsecondsPerUser: Double) {
    self.ranks = ranks
    self.microsecondsPerUser = microsecondsPerUser
  }

  /// The share of cases whose held-out item is among the first K. Since every user has one held-out item, it is
  /// Recall@K as well.
  public func hitRatio(at cutoff: Int) -> Double { mean { $0 <= cutoff ? 1 : 0 } }

  /// The mean of log 2 / log(rank + 1), 0 where the rank is beyond K.
  public func ndcg(at cutoff: Int) -> Double { mean { $0 <= cutoff ? RankGain.of(rank: Int($0)) : 0 } }

  /// The mean of 1 / rank, which needs no cut-off.
  public var meanReciprocalRank: Double { mean { 1 / Double($0) } }

  private func mean(_ value: (UInt32) -> Double) -> Double {
    ranks.reduce(0) { $0 + value($1) } / Double(max(1, ranks.count))
  }
}
