import NCFData
import NCFModels

/// Ranks each held-out item among its negatives (leave-one-out, He et al. 2017, section 4.1).
public struct Evaluator: Sendable {
  public let task: RankingTask

  public let ties: TieRule

  public init(task: RankingTask, ties: TieRule = .against) {
    self.task = task
    self.ties = ties
  }

  /// The 1-based rank of each case's held-out item, in the order of the task.
  ///
  /// By default, a tie never favours the held-out item: it ranks behind every negative whose score is not lower. A
  /// score that is not a number counts against it in any case.
  ///
  /// Complexity: one scoring of every case's candidates, in a single pass.
  public func ranks(of recommender: any Recommender) -> [UInt16] {
    guard let ranks = ranks(of: recommender, isCancelled: { false }) else {
      preconditionFailure("nobody asked to stop")
    }
    return ranks
  }

  /// The ranks, or nil if `isCancelled`, which is asked every few milliseconds, says so.
  public func ranks(of recommender: any Recommender, isCancelled: () -> Bool) -> [UInt16]? {
    let longest = (0..<task.caseCount).map { task.negatives(of: $0).count }.max() ?? 0
    var candidates = [Int32](repeating: 0, count: longest + 1)
    var scores = [Float](repeating: 0, count: longest + 1)
    var ranks: [UInt16] = []
    ranks.reserveCapacity(task.caseCount)
    for index in 0..<task.caseCount {
      if index.isMultiple(of: Self.casesBetweenQuestions), isCancelled() { return nil }
      ranks.append(rank(ofCase: index, by: recommender, &candidates, &scores))
    }
    return ranks
  }

  private static let casesBetweenQuestions = 64

  private func rank(
    ofCase index: Int, by recommender: any Recommender, _ candidates: inout [Int32], _ scores: inout [Float]
  ) -> UInt16 {
    let negatives = task.negatives(of: index)
    candidates.withUnsafeMutableBufferPointer { buffer in
      buffer[0] = task.heldOutItems[index]
      _ = buffer[1...].update(fromContentsOf: negatives)
    }
    let count = negatives.count + 1
    return candidates.withUnsafeBufferPointer { candidates in
      scores.withUnsafeMutableBufferPointer { scores in
        recommender.score(
          user: Int(task.users[index]),
          items: UnsafeBufferPointer(rebasing: candidates[..<count]),
          into: UnsafeMutableBufferPointer(rebasing: scores[..<count]))
        let (own, ties) = (scores[0], ties)
        return UInt16(scores[1..<count].count { !ties.isBehind($0, own) } + 1)
      }
    }
  }
}
