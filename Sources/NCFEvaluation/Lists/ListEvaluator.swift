import NCFData
import NCFModels

/// Draws up the list of the best ten items for each case of a task, among its sample and among all items, and measures
/// what is in them.
///
/// Of equal scores the item with the lower number comes first, and one that is not a number last. The held-out item stands
/// among its equals where the rule for ties has it; where ties are averaged, its number decides, too.
public struct ListEvaluator: Sendable {
  private let sampled: Evaluator
  private let full: FullRankingEvaluator
  private let popularity: ItemPopularity

  /// - Parameters: As `FullRankingEvaluator` has them.
  public init(task: RankingTask, known: InteractionMatrix, ties: TieRule = .against) {
    sampled = Evaluator(task: task, ties: ties)
    full = FullRankingEvaluator(task: task, known: known, ties: ties)
    popularity = ItemPopularity(known)
  }

  public var task: RankingTask { sampled.task }
  private var ties: TieRule { sampled.ties }

  /// A full ranking, with what is in the lists of both kinds. Its time is that of the ranks alone.
  ///
  /// Complexity: two scorings for each case, one of its candidates and one of the whole catalogue.
  ///
  /// - Parameter isCancelled: Asked every few milliseconds.
  /// - Returns: nil if `isCancelled` says so.
  public func fullRanking(
    by recommender: any Recommender, isCancelled: () -> Bool = { false }
  ) -> FullRanking? {
    guard let sampledLists = sampledLists(recommender, isCancelled) else { return nil }
    var lists = TopLists(popularity: popularity, caseCount: task.caseCount)
    var isLeftOut = [Bool](repeating: false, count: full.known.itemCount)
    let ranking = full.rank(recommender, isCancelled: isCancelled) { index, rank, scores in
      let own = task.heldOutItems[index]
      let leftOut = full.itemsLeftOut(ofCase: index) + [own]
      for item in leftOut { isLeftOut[Int(item)] = true }
      var top = TopItems()
      var competitorCount = 0
      for (item, score) in scores.enumerated() where !isLeftOut[item] {
        competitorCount += 1
        top.offer(Int32(item), score)
      }
      for item in leftOut { isLeftOut[Int(item)] = false }
      lists.append(
        top.items(with: own, scores[Int(own)], ties),
        of: .init(item: own, rank: rank, competitorCount: competitorCount))
    }
    guard var ranking else { return nil }
    ranking.lists = ListMetrics([
      .sampled: ListMetrics.values(of: sampledLists), .full: ListMetrics.values(of: lists),
    ])
    return ranking
  }

  private func sampledLists(_ recommender: any Recommender, _ isCancelled: () -> Bool) -> TopLists? {
    var lists = TopLists(popularity: popularity, caseCount: task.caseCount)
    var (candidates, scores) = sampled.buffers
    for index in 0..<task.caseCount {
      if index.isMultiple(of: Evaluator.casesBetweenQuestions), isCancelled() { return nil }
      let rank = sampled.rank(ofCase: index, by: recommender, &candidates, &scores)
      let competitorCount = task.negatives(of: index).count
      // The held-out item is the first of the candidates.
      var top = TopItems()
      for position in 1..<(competitorCount + 1) { top.offer(candidates[position], scores[position]) }
      let own = task.heldOutItems[index]
      lists.append(
        top.items(with: own, scores[0], ties),
        of: .init(item: own, rank: rank, competitorCount: competitorCount))
    }
    return lists
  }
}

/// The best of the items that have been offered, in order.
private struct TopItems {
  private var best: [(item: Int32, score: Float)] = []

  init() { best.reserveCapacity(TopLists.length + 1) }

  @inline(__always)
  mutating func offer(_ item: Int32, _ score: Float) {
    // Most items end here.
    if best.count == TopLists.length, let last = best.last, score < last.score { return }
    insert(item, score.isNaN ? -.infinity : score)
  }

  private mutating func insert(_ item: Int32, _ score: Float) {
    var position = best.count
    while position > 0, Self.isBefore((item, score), best[position - 1]) { position -= 1 }
    guard position < TopLists.length else { return }
    best.insert((item, score), at: position)
    if best.count > TopLists.length { best.removeLast() }
  }

  private static func isBefore(
    _ one: (item: Int32, score: Float), _ other: (item: Int32, score: Float)
  ) -> Bool {
    one.score > other.score || one.score == other.score && one.item < other.item
  }

  /// The list, with a held-out item that has not been offered at its place.
  func items(with heldOut: Int32, _ own: Float, _ ties: TieRule) -> [Int32] {
    let place = best.count { item, score in
      // As in `TieRule.competition`, everything is ahead of what is not a number.
      switch ties {
      case .against: !(score < own)
      case .inFavour: !(score <= own)
      case .average: !(score <= own) || score == own && item < heldOut
      }
    }
    var items = best.map(\.item)
    items.insert(heldOut, at: place)
    return Array(items.prefix(TopLists.length))
  }
}
