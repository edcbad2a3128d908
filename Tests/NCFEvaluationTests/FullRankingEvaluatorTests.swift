import NCFData
import NCFEvaluation
import NCFModels
import Testing

@Suite struct FullRankingEvaluatorTests {
  /// The same scores of six items for every user.
  private final class Fixed: Recommender {
    let scores: [Float]
    init(_ scores: [Float]) { self.scores = scores }

    func score(user: Int, items: UnsafeBufferPointer<Int32>, into output: UnsafeMutableBufferPointer<Float>) {
      for (index, item) in items.enumerated() { output[index] = scores[Int(item)] }
    }
  }

  /// User 0 knows items 0 and 1, user 1 none, user 2 items 2 and 3. The sampled negatives play no part.
  private static let known = InteractionMatrix(offsets: [0, 2, 2, 4], items: [0, 1, 2, 3], itemCount: 6)
  private static let evaluator = FullRankingEvaluator(
    task: RankingTask(
      users: [2, 0, 1], heldOutItems: [0, 5, 5], negativeOffsets: [0, 1, 1, 1], negatives: [1]),
    known: known)

  private func ranks(_ scores: [Float]) -> Ranks? { Self.evaluator.rank(Fixed(scores))?.ranks }

  @Test func ranksAmongAllUnknownItems() {
    // User 2: item 0 beats 1, 4 and 5. User 0: of 2, 3 and 4, two are above 5. User 1: all five others are.
    #expect(ranks([9, 8, 7, 6, 1, 2]) == [1, 3, 5])
  }

  @Test func tiesNeverFavourTheHeldOutItem() {
    #expect(ranks([1, 1, 1, 1, 1, 1]) == [4, 4, 6])
  }

  @Test func tiesMayFavourTheHeldOutItem() {
    let evaluator = FullRankingEvaluator(task: Self.evaluator.task, known: Self.known, ties: .inFavour)
    #expect(evaluator.rank(Fixed([1, 1, 1, 1, 1, 1]))?.ranks == [1, 1, 1])
    #expect(evaluator.rank(Fixed([9, 8, 7, 6, 1, 2]))?.ranks == [1, 3, 5])
    #expect(evaluator.rank(Fixed([.nan, 0, 0, 0, 0, 1]))?.ranks == [4, 1, 2])
  }

  @Test func tiesMayBeAveraged() {
    let evaluator = FullRankingEvaluator(task: Self.evaluator.task, known: Self.known, ties: .average)
    #expect(
      evaluator.rank(Fixed([1, 1, 1, 1, 1, 1]))?.ranks == Ranks(places: [1, 1, 1], tied: [3, 3, 5]))
    #expect(evaluator.rank(Fixed([9, 8, 7, 6, 1, 2]))?.ranks == [1, 3, 5])
    // Item 0 is tied with 5 and behind the others of user 2; the scores of known items count for nobody.
    #expect(
      evaluator.rank(Fixed([0, 1, 7, 0, 2, 0]))?.ranks == Ranks(places: [3, 3, 4], tied: [1, 1, 2]))
    #expect(evaluator.rank(Fixed([.nan, 0, 0, 0, 0, 1]))?.ranks == [4, 1, 2])
    #expect(
      evaluator.rank(Fixed([1, .nan, 1, 0, 1, .nan]))?.ranks == Ranks(places: [3, 4, 6], tied: [1, 0, 0]))
  }

  /// The held-out items of a validation are among the known ones, since they were taken from the training data. They
  /// are ranked as if they were not.
  @Test(arguments: TieRule.allCases) func aKnownHeldOutItemIsRankedAllTheSame(ties: TieRule) {
    let task = RankingTask(
      users: [0, 2, 1], heldOutItems: [1, 2, 5], negativeOffsets: [0, 0, 0, 0], negatives: [])
    let others = InteractionMatrix(offsets: [0, 1, 1, 2], items: [0, 3], itemCount: 6)
    for scores: [Float] in [
      [9, 8, 7, 6, 1, 2], [1, 1, 1, 1, 1, 1], [0, 1, 7, 0, 2, 0], [0, .nan, 3, 3, 3, 3],
    ] {
      let known = FullRankingEvaluator(task: task, known: Self.known, ties: ties).rank(Fixed(scores))
      let unknown = FullRankingEvaluator(task: task, known: others, ties: ties).rank(Fixed(scores))
      #expect(known?.ranks == unknown?.ranks, "\(scores)")
    }
    #expect(
      FullRankingEvaluator(task: task, known: Self.known).rank(Fixed([9, 8, 7, 6, 1, 2]))?.ranks == [1, 3, 5])
  }

  /// Each of a user's held-out items is ranked without the others, whether they are known or not.
  @Test func severalHeldOutItemsOfAUserDoNotCompete() {
    let task = RankingTask(
      users: [1, 2, 1, 2, 1], heldOutItems: [0, 2, 5, 4, 5], negativeOffsets: [0, 0, 0, 0, 0, 0],
      negatives: [])
    let evaluator = FullRankingEvaluator(task: task, known: Self.known)
    // User 1: without item 5, item 0 is behind 1, 2, 3 and 4; without item 0, item 5 is behind the same. User 2, who
    // knows 2 and 3: both item 2 and item 4 are behind 1, and before 0 and 5.
    #expect(evaluator.rank(Fixed([1, 4, 2, 5, 1.5, 1.25]))?.ranks == [5, 2, 5, 2, 5])
  }

  @Test func whatIsNotANumberCountsAgainstTheHeldOutItem() {
    #expect(ranks([.nan, 0, 0, 0, 0, 1]) == [4, 1, 2])
    #expect(ranks([1, .nan, 0, 0, 0, .nan]) == [3, 4, 6])
  }

  @Test func takesTime() throws {
    #expect(try #require(Self.evaluator.rank(Fixed([1, 2, 3, 4, 5, 6]))).microsecondsPerUser > 0)
  }

  @Test func stopsWhenAsked() {
    #expect(Self.evaluator.rank(Fixed([1, 2, 3, 4, 5, 6]), isCancelled: { true }) == nil)
  }

  /// With every unknown item as a negative, both evaluators rank alike.
  @Test func agreesWithTheSampledRankingWhereTheSampleIsEverything() throws {
    let data = TasteData(userCount: 30, itemCount: 120, perUser: 9, seed: 5)
    let (training, task) = (data.training, data.task)
    let lists = (0..<task.caseCount).map { index in
      (0..<Int32(training.itemCount)).filter {
        !training.contains(user: Int(task.users[index]), item: $0) && $0 != task.heldOutItems[index]
      }
    }
    let complete = RankingTask(
      users: task.users, heldOutItems: task.heldOutItems,
      negativeOffsets: lists.reduce(into: [0]) { $0.append($0.last! + $1.count) },
      negatives: lists.flatMap { $0 })
    let recommender = MostPopular(training)
    let full = try #require(FullRankingEvaluator(task: task, known: training).rank(recommender))
    #expect(full.ranks == Evaluator(task: complete).ranks(of: recommender))
  }
}
