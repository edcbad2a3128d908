import NCFData
import NCFModels
import NCFSystem

/// The outcome of ranking every held-out item among all items that its user has not interacted with.
public struct FullRanking: Hashable, Sendable {
  public let ranks: Ranks
  /// How long it took to score and rank the whole catalogue, on average over the cases; on one thread.
  public let microsecondsPerUser: Double
  /// What the lists of the best items have in them, among samples and among all items; nil if nobody has measured that, as
  /// in earlier releases.
  public var lists: ListMetrics?

  public init(ranks: Ranks, microsecondsPerUser: Double, lists: ListMetrics? = nil) {
    self.ranks = ranks
    self.microsecondsPerUser = microsecondsPerUser
    self.lists = lists
  }

  /// Whether two rankings found the same, however fast, and whether or not both measured lists.
  public func hasSameNumbers(as other: FullRanking) -> Bool {
    guard let lists, let others = other.lists else { return ranks == other.ranks }
    return ranks == other.ranks && lists.agrees(with: others)
  }

  /// Whether nothing is missing that this release measures.
  public var isComplete: Bool { lists?.isComplete == true }
}

/// Ranks each held-out item among all items that its user has not interacted with, where `Evaluator` ranks it among
/// a sample of them (Krichene and Rendle, KDD 2020: samples can reorder methods).
///
/// Where several items of a user are held out, each is ranked without the others: they are no items that the user has
/// not interacted with.
public struct FullRankingEvaluator: Sendable {
  public let task: RankingTask
  /// The interactions whose items are left out of the ranking of their users.
  public let known: InteractionMatrix
  public let ties: TieRule
  /// All held-out items of those users that have several.
  private let severalHeldOut: [Int32: Set<Int32>]

  /// - Parameters:
  ///   - task: Its sampled negatives play no part.
  ///   - known: The training interactions, with those that were held out of them for validation. A held-out item of
  ///     the task may be among them, as it is where the task is the validation: it is ranked all the same.
  ///   - ties: As in `Evaluator`.
  public init(task: RankingTask, known: InteractionMatrix, ties: TieRule = .against) {
    self.task = task
    self.known = known
    self.ties = ties
    var heldOut: [Int32: Set<Int32>] = [:]
    for (user, item) in zip(task.users, task.heldOutItems) { heldOut[user, default: []].insert(item) }
    severalHeldOut = heldOut.filter { $0.value.count > 1 }
  }

  /// Ranks every case, and takes the time that it took.
  ///
  /// Complexity: one scoring of the whole catalogue for each case.
  ///
  /// - Parameter isCancelled: Asked every few milliseconds.
  /// - Returns: nil if `isCancelled` says so.
  public func rank(
    _ recommender: any Recommender, isCancelled: () -> Bool = { false }
  ) -> FullRanking? {
    rank(recommender, isCancelled: isCancelled) { _, _, _ in }
  }

  /// - Parameter look: Gets each case's number, its rank and all items' scores. What it takes is no part of the time.
  func rank(
    _ recommender: any Recommender, isCancelled: () -> Bool,
    look: (_ index: Int, _ rank: Rank, _ scores: UnsafeBufferPointer<Float>) -> Void
  ) -> FullRanking? {
    let clock = ComputingClock(threadCount: 1)
    var seconds = 0.0
    var collected = CollectedRanks(ties, caseCount: task.caseCount)
    let isComplete = withUnsafeTemporaryAllocation(of: Float.self, capacity: known.itemCount) { scores in
      scores.initialize(repeating: 0)
      for index in 0..<task.caseCount {
        if index.isMultiple(of: Self.casesBetweenQuestions), isCancelled() { return false }
        let start = clock.seconds
        recommender.scoreCatalogue(user: Int(task.users[index]), into: scores)
        let rank = rank(ofCase: index, UnsafeBufferPointer(scores))
        collected.append(rank)
        seconds += clock.seconds - start
        look(index, rank, UnsafeBufferPointer(scores))
      }
      return true
    }
    guard isComplete else { return nil }
    return FullRanking(
      ranks: collected.ranks, microsecondsPerUser: seconds * 1e6 / Double(max(1, task.caseCount)))
  }

  private static let casesBetweenQuestions = 16

  /// The items that do not compete with a case's held-out item, which may be among them: those that its user has
  /// interacted with, and others that are held out of them.
  func itemsLeftOut(ofCase index: Int) -> [Int32] {
    let user = task.users[index]
    return Array(known.items(of: Int(user))) + (severalHeldOut[user] ?? [])
  }

  private func rank(ofCase index: Int, _ scores: UnsafeBufferPointer<Float>) -> Rank {
    let (user, item) = (task.users[index], task.heldOutItems[index])
    let own = scores[Int(item)]
    var competition = ties.competition(of: scores, with: own)
    // The item has been compared with itself, too: once, whether it is known or not.
    competition -= ties.competition(of: own, with: own)
    for known in known.items(of: Int(user)) where known != item {
      competition -= ties.competition(of: scores[Int(known)], with: own)
    }
    for other in severalHeldOut[user] ?? [] where other != item {
      if known.contains(user: Int(user), item: other) { continue }
      competition -= ties.competition(of: scores[Int(other)], with: own)
    }
    return competition.rank
  }
}
