import NCFData
import NCFModels
import NCFSystem

/// Ranks each held-out item among all items that its user has not interacted with, where `Evaluator` ranks it among
/// a sample of them (Krichene and Rendle, KDD 2020: samples can reorder methods).
public struct FullRankingEvaluator: Sendable {
  public let task: RankingTask
  /// The interactions whose items are left out of the ranking of their users.
  public let known: InteractionMatrix
  public let ties: TieRule

  /// - Parameters:
  ///   - task: Its sampled negatives play no part.
  ///   - known: The training interactions, with those that were held out of them for validation.
  ///   - ties: As in `Evaluator`.
  public init(task: RankingTask, known: InteractionMatrix, ties: TieRule = .against) {
    self.task = task
    self.known = known
    self.ties = ties
  }

  /// Ranks every case, and takes the time that it took.
  ///
  /// As in `Evaluator`, a tie never favours the held-out item unless `ties` says so, and a score that is not a number
  /// counts against it.
  ///
  /// Complexity: one scoring of the whole catalogue for each case.
  ///
  /// - Parameter isCancelled: Asked every few milliseconds.
  /// - Returns: nil if `isCancelled` says so.
  public func rank(
    _ recommender: any Recommender, isCancelled: () -> Bool = { false }
  ) -> FullRanking? {
    let clock = ComputingClock(threadCount: 1)
    let start = clock.seconds
    var ranks: [UInt32] = []
    ranks.reserveCapacity(task.caseCount)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: known.itemCount) { scores in
      scores.initialize(repeating: 0)
      for index in 0..<task.caseCount {
        if index.isMultiple(of: Self.casesBetweenQuestions), isCancelled() { return }
        let user = Int(task.users[index])
        recommender.scoreCatalogue(user: user, into: scores)
        ranks.append(rank(ofItem: Int(task.heldOutItems[index]), user: user, scores))
      }
    }
    guard ranks.count == task.caseCount else { return nil }
    return FullRanking(
      ranks: ranks, microsecondsPerUser: (clock.seconds - start) * 1e6 / Double(max(1, task.caseCount)))
  }

  private static let casesBetweenQuestions = 16

  private func rank(
    ofItem item: Int, user: Int, _ scores: UnsafeMutableBufferPointer<Float>
  ) -> UInt32 {
    let (own, ties) = (scores[item], ties)
    var ahead = 0
    for score in scores { ahead += ties.isBehind(score, own) ? 0 : 1 }
    for known in known.items(of: user) where Int(known) != item {
      ahead -= ties.isBehind(scores[Int(known)], own) ? 0 : 1
    }
    // The item has been compared with itself, too.
    if !ties.isBehind(own, own) { ahead -= 1 }
    return UInt32(ahead + 1)
  }
}
