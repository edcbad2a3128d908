import NCFData
import NCFEvaluation
import NCFModels
import Testing

@Suite struct EvaluatorTests {
  /// Scores that a test writes down, user by user; remembers what it was asked.
  private final class WrittenScores: Recommender {
    let scores: [Int: [Int32: Float]]
    var requests: [(user: Int, items: [Int32])] = []

    init(_ scores: [Int: [Int32: Float]]) { self.scores = scores }

    func score(user: Int, items: UnsafeBufferPointer<Int32>, into output: UnsafeMutableBufferPointer<Float>) {
      requests.append((user, Array(items)))
      precondition(items.count == output.count)
      for (k, item) in items.enumerated() { output[k] = scores[user]![item]! }
    }
  }

  /// Three users with lists of different lengths: 4, 2 and no negatives.
  private static let task = RankingTask(
    users: [0, 2, 1], heldOutItems: [7, 5, 9], negativeOffsets: [0, 4, 6, 6], negatives: [1, 2, 3, 4, 8, 6])

  @Test func ranksByHand() {
    let recommender = WrittenScores([
      0: [7: 0.5, 1: 0.9, 2: 0.1, 3: 0.6, 4: -3], 2: [5: 2, 8: 1, 6: 0], 1: [9: -1],
    ])
    #expect(Evaluator(task: Self.task).ranks(of: recommender) == [3, 1, 1])
    // One request for each case, for the held-out item and its own negatives only.
    #expect(recommender.requests.map(\.user) == [0, 2, 1])
    #expect(recommender.requests.map { Set($0.items) } == [[7, 1, 2, 3, 4], [5, 8, 6], [9]])
    #expect(recommender.requests.map(\.items.count) == [5, 3, 1])
  }

  /// The other rule makes a model that knows nothing look perfect.
  @Test func tiesMayFavourTheHeldOutItem() {
    let recommender = WrittenScores([
      0: [7: 1, 1: 1, 2: 1.5, 3: 1, 4: .nan], 2: [5: .nan, 8: 1, 6: 0.5], 1: [9: 0],
    ])
    #expect(Evaluator(task: Self.task, ties: .inFavour).ranks(of: recommender) == [3, 3, 1])
    #expect(Evaluator(task: Self.task).ranks(of: recommender) == [5, 3, 1])
  }

  /// A copy of the held-out item among its negatives has the same score: it takes a rank, unless ties are in favour.
  @Test func aCopyOfTheHeldOutItemTakesARank() {
    let task = RankingTask(users: [0], heldOutItems: [7], negativeOffsets: [0, 3], negatives: [1, 2, 7])
    let recommender = WrittenScores([0: [7: 1, 1: 0, 2: 3]])
    #expect(Evaluator(task: task).ranks(of: recommender) == [3])
    #expect(Evaluator(task: task, ties: .inFavour).ranks(of: recommender) == [2])
    #expect(Evaluator(task: task, ties: .average).ranks(of: recommender) == Ranks(places: [2], tied: [1]))
  }

  /// Copies beside others of the same score, and where the item's score is not a number.
  @Test func copiesCompeteLikeAnyOther() {
    let task = RankingTask(
      users: [0, 1], heldOutItems: [7, 7], negativeOffsets: [0, 5, 7], negatives: [7, 1, 7, 2, 3, 7, 1])
    let recommender = WrittenScores([
      0: [7: 1, 1: 1, 2: 0, 3: 4], 1: [7: .nan, 1: 0],
    ])
    #expect(Evaluator(task: task).ranks(of: recommender) == [5, 3])
    #expect(Evaluator(task: task, ties: .inFavour).ranks(of: recommender) == [2, 3])
    #expect(
      Evaluator(task: task, ties: .average).ranks(of: recommender) == Ranks(places: [2, 3], tied: [3, 0]))
  }

  /// The place and those who share it; nobody shares the place of what is not a number.
  @Test func tiesMayBeAveraged() {
    let recommender = WrittenScores([
      0: [7: 1, 1: 1, 2: 1.5, 3: 1, 4: .nan], 2: [5: .nan, 8: 1, 6: .nan], 1: [9: 0],
    ])
    let ranks = Evaluator(task: Self.task, ties: .average).ranks(of: recommender)
    #expect(ranks == Ranks(places: [3, 3, 1], tied: [2, 0, 0]))
    #expect(abs(RankingMetric.hitRatio(at: 3).mean(of: ranks) - (1 / 3.0 + 1 + 1) / 3) < 1e-15)
    let zeros = WrittenScores([
      0: [7: 0, 1: -0.0, 2: 0, 3: -0.0, 4: -1], 2: [5: -0.0, 8: 0, 6: -1], 1: [9: 0],
    ])
    #expect(
      Evaluator(task: Self.task, ties: .average).ranks(of: zeros)
        == Ranks(places: [1, 1, 1], tied: [3, 1, 0]))
  }

  /// A model that gives every item the same score knows nothing, and gets no credit.
  @Test func tiesNeverFavourTheHeldOutItem() {
    let recommender = WrittenScores([
      0: [7: 1, 1: 1, 2: 1, 3: 1, 4: 1], 2: [5: 1, 8: 1, 6: 0.5], 1: [9: 0],
    ])
    #expect(Evaluator(task: Self.task).ranks(of: recommender) == [5, 2, 1])
    let zeros = WrittenScores([
      0: [7: 0, 1: -0.0, 2: 0, 3: -0.0, 4: -1], 2: [5: -0.0, 8: 0, 6: -1], 1: [9: 0],
    ])
    #expect(Evaluator(task: Self.task).ranks(of: zeros) == [4, 2, 1])
  }

  @Test func whatIsNotANumberCountsAgainstTheHeldOutItem() {
    let own = WrittenScores([
      0: [7: .nan, 1: 0, 2: 0, 3: 0, 4: 0], 2: [5: .nan, 8: .nan, 6: -1], 1: [9: .nan],
    ])
    #expect(Evaluator(task: Self.task).ranks(of: own) == [5, 3, 1])
    let others = WrittenScores([
      0: [7: 1, 1: .nan, 2: 0, 3: .nan, 4: 2], 2: [5: .infinity, 8: .nan, 6: -.infinity], 1: [9: 0],
    ])
    #expect(Evaluator(task: Self.task).ranks(of: others) == [4, 2, 1])
  }

  @Test func anEmptyTaskHasNoRanks() {
    let task = RankingTask(users: [], heldOutItems: [], negativeOffsets: [0], negatives: [])
    #expect(Evaluator(task: task).ranks(of: WrittenScores([:])).isEmpty)
  }

  /// Ranks beyond those of the usual 99 negatives.
  @Test func longListsAreRankedInFull() {
    let negatives = (1...5000).map(Int32.init)
    let task = RankingTask(users: [0], heldOutItems: [0], negativeOffsets: [0, 5000], negatives: negatives)
    let scores = Dictionary(uniqueKeysWithValues: (0...5000).map { (Int32($0), Float($0)) })
    #expect(Evaluator(task: task).ranks(of: WrittenScores([0: scores])) == [5001])
  }

  /// More competitors than 16 bits hold: a rank that wrapped would be a hit.
  @Test(arguments: TieRule.allCases) func ranksHoldAnyCatalogue(ties: TieRule) {
    final class Falling: Recommender {
      func score(user: Int, items: UnsafeBufferPointer<Int32>, into output: UnsafeMutableBufferPointer<Float>)
      {
        for (k, item) in items.enumerated() { output[k] = user == 0 ? Float(item) : 0 }
      }
    }
    let count = 70_000
    let task = RankingTask(
      users: [0, 1], heldOutItems: [0, 0], negativeOffsets: [0, count, 2 * count],
      negatives: (Array(1...count) + Array(1...count)).map(Int32.init))
    let (last, ranks) = (UInt32(count + 1), Evaluator(task: task, ties: ties).ranks(of: Falling()))
    switch ties {
    case .against: #expect(ranks == [last, last])
    case .inFavour: #expect(ranks == [last, 1])
    case .average: #expect(ranks == Ranks(places: [last, 1], tied: [0, UInt32(count)]))
    }
    #expect(ranks[0].place == last && RankingMetric.hitRatio(at: 10).value(of: ranks[0]) == 0)
  }

  /// A case is a user and an item: a user may have several, in any order, and one without any interaction.
  @Test func aUserMayHaveSeveralCases() {
    let task = RankingTask(
      users: [5, 0, 5, 5], heldOutItems: [1, 2, 3, 1], negativeOffsets: [0, 2, 3, 3, 6],
      negatives: [8, 9, 8, 7, 8, 9])
    let recommender = WrittenScores([5: [1: 1, 3: 9, 7: 2, 8: 3, 9: 0], 0: [2: 1, 8: 0]])
    #expect(Evaluator(task: task).ranks(of: recommender) == [2, 1, 1, 3])
  }
}
