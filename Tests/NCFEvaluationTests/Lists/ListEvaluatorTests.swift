import Foundation
import NCFData
import NCFEvaluation
import NCFModels
import Testing

/// What is in the lists is held against NumPy, which takes Elliot's formulas list by list (make_lists.py in the fixtures).
@Suite struct ListEvaluatorTests {
  /// Scores by a formula, so that nothing has to be stored.
  private final class Formula: Recommender {
    let value: (Int, Int) -> Float
    init(_ value: @escaping (_ user: Int, _ item: Int) -> Float) { self.value = value }

    func score(user: Int, items: UnsafeBufferPointer<Int32>, into output: UnsafeMutableBufferPointer<Float>) {
      for (index, item) in items.enumerated() { output[index] = value(user, Int(item)) }
    }
  }

  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures")

  @Test(arguments: TieRule.allCases) func agreesWithNumPy(ties: TieRule) throws {
    let expected = try JSONDecoder().decode(
      [String: [String: [String: Double]]].self,
      from: Data(contentsOf: Self.fixtures.appendingPathComponent("lists.json")))
    let dataset = try DatasetReader.read(
      named: "tied", in: Self.fixtures.appendingPathComponent("tied").path)
    let ties23 = Formula { user, item in Float((37 * user + 101 * item) % 23 - (item % 5 == 4 ? 40 : 0)) }
    let evaluator = ListEvaluator(
      task: Self.cuttingTheFirstSample(of: dataset.test, to: 5), known: dataset.training, ties: ties)
    let metrics = try #require(evaluator.fullRanking(by: ties23)?.lists)
    #expect(metrics.isComplete)
    // What needs no list is what the evaluators of ranks find.
    let ranks = FullRankingEvaluator(task: evaluator.task, known: dataset.training, ties: ties).rank(ties23)
    #expect(evaluator.fullRanking(by: ties23)?.ranks == ranks?.ranks)
    for candidates in ListMetrics.Candidates.allCases {
      let expected = try #require(expected[candidates.rawValue]?[ties.rawValue])
      #expect(Set(expected.keys) == Set(ListMetricRegistry.all.map(\.name)))
      for metric in ListMetricRegistry.all {
        let found = try #require(metrics.value(of: metric, among: candidates))
        let value = try #require(expected[metric.name])
        #expect(abs(found - value) < 1e-12, "\(metric.title), \(candidates), \(ties): \(found), \(value)")
      }
    }
  }

  private static func cuttingTheFirstSample(of task: RankingTask, to count: Int) -> RankingTask {
    let removed = task.negativeOffsets[1] - count
    return RankingTask(
      users: task.users, heldOutItems: task.heldOutItems,
      negativeOffsets: [0] + task.negativeOffsets.dropFirst().map { $0 - removed },
      negatives: Array(task.negatives.prefix(count)) + Array(task.negatives.dropFirst(count + removed)))
  }

  // MARK: One popular list

  /// Two users, twelve items. User 0 knows items 0 and 1, of user 1 nothing is known; 11 is held out of both. Item 0 is in
  /// the head: it and item 1 have all interactions, and the first is half of them, the second crosses 80 %.
  private static let known = InteractionMatrix(offsets: [0, 2, 2], items: [0, 1], itemCount: 12)
  private static let task = RankingTask(
    users: [0, 1], heldOutItems: [11, 11], negativeOffsets: [0, 1, 1], negatives: [5])

  private func metrics(_ ties: TieRule = .against, _ score: @escaping (Int, Int) -> Float) -> ListMetrics? {
    ListEvaluator(task: Self.task, known: Self.known, ties: ties).fullRanking(by: Formula(score))?.lists
  }

  private func value(
    _ name: String, _ metrics: ListMetrics?, _ candidates: ListMetrics.Candidates
  ) throws -> Double {
    let metric = try #require(ListMetricRegistry.metric(named: name))
    return try #require(metrics?.value(of: metric, among: candidates))
  }

  @Test func knownItemsAreNotRecommended() throws {
    // The lower its number, the better an item is.
    let measured = metrics { _, item in Float(-item) }
    // User 0 has 2 … 11, its own item last; user 1 has 0 … 9, and its own item falls out of the list.
    #expect(try value("coverage@10", measured, .full) == 12)
    #expect(try value("arp@10", measured, .full) == 0.1)
    #expect(try value("aclt@10", measured, .full) == 9)
    #expect(abs(try value("aplt@10", measured, .full) - 0.9) < 1e-15)
    // Samples: 5 and 11 for user 0, 11 alone for user 1.
    #expect(try value("coverage@10", measured, .sampled) == 2)
    #expect(try value("aplt@10", measured, .sampled) == 1)
    #expect(try value("aclt@10", measured, .sampled) == 1.5)
    // Behind its one competitor, and of user 1 there is none.
    #expect(try value("auc", measured, .sampled) == 0)
    // Of user 0 it is behind all nine, of user 1 behind all eleven.
    #expect(try value("auc", measured, .full) == 0)
  }

  @Test func oneItemForEverybodyIsNotEven() throws {
    let task = RankingTask(users: [0, 1], heldOutItems: [3, 3], negativeOffsets: [0, 0, 0], negatives: [])
    let measured = ListEvaluator(task: task, known: Self.known).fullRanking(by: Formula { _, _ in 0 })?.lists
    #expect(try value("gini@10", measured, .sampled) == 0)
    #expect(try value("entropy@10", measured, .sampled) == 0)
    // Nobody stands beside it: it is what a list of wanted items would be, and new to everybody.
    #expect(try value("epc@10", measured, .sampled) == 1)
    #expect(try value("efd@10", measured, .sampled) == 1)
    #expect(try value("auc", measured, .sampled) == 0)
  }

  @Test func theHeldOutItemStandsWhereTheRuleForTiesHasIt() throws {
    // All are equal: the lists are 2 … 11 and 0 … 9 or, with 11 first, 11, 2 … 10 and 11, 0 … 8.
    #expect(try value("coverage@10", metrics { _, _ in 1 }, .full) == 12)
    #expect(try value("auc", metrics { _, _ in 1 }, .full) == 0)
    #expect(try value("auc", metrics(.inFavour) { _, _ in 1 }, .full) == 1)
    #expect(try value("auc", metrics(.average) { _, _ in 1 }, .full) == 0.5)
    let first = try value("epc@10", metrics(.inFavour) { _, _ in 1 }, .full)
    let averaged = try value("epc@10", metrics(.average) { _, _ in 1 }, .full)
    #expect(averaged < first && averaged > 0)
  }

  @Test func whatIsNoNumberIsRecommendedLast() throws {
    let measured = metrics { user, item in item < 4 ? .nan : Float(item) }
    // User 1 has 11, 10 … 4, and then the first two of those without a score.
    #expect(try value("coverage@10", measured, .full) == 12)
    let nothing = metrics { _, _ in .nan }
    #expect(try value("auc", nothing, .full) == 0)
    #expect(try value("arp@10", nothing, .full) == 0.1)
  }

  @Test func canBeStopped() {
    let evaluator = ListEvaluator(task: Self.task, known: Self.known)
    let model = Formula { _, _ in 0 }
    #expect(evaluator.fullRanking(by: model, isCancelled: { true }) == nil)
    // In the midst of the second half.
    var questions = 0
    #expect(
      evaluator.fullRanking(
        by: model,
        isCancelled: {
          questions += 1
          return questions > 1
        }) == nil)
  }
}
