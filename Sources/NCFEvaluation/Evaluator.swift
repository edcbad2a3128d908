import NCFData
import NCFModels

/// Where a held-out item ranks among competitors of the same score. A score that is not a number is ahead of the
/// held-out item by every rule, and if the item's own is none, so is every competitor.
public enum TieRule: String, Hashable, Sendable, CaseIterable {
  /// Behind all of them: a model that gives every item one score gets no credit.
  case against
  /// Before all of them, as where a stable sort finds the held-out item first: such a model seems perfect.
  case inFavour = "for"
  /// On each place that they share equally often: metrics are the exact mean over all orders of the tied, so such a
  /// model is as good as a guess.
  case average

  /// How many of some competitors are ahead of a held-out item, and how many share its places.
  struct Competition {
    var ahead = 0
    var tied = 0

    /// With so many that it is not there itself.
    var rank: Rank { Rank(place: UInt32(ahead + 1), tied: UInt32(tied)) }

    static func -= (total: inout Self, part: Self) {
      total.ahead -= part.ahead
      total.tied -= part.tied
    }
  }

  func competition(of scores: UnsafeBufferPointer<Float>, with own: Float) -> Competition {
    var competition = Competition()
    // Comparisons are such that what is not a number fails them.
    switch self {
    case .against:
      for score in scores { competition.ahead &+= score < own ? 0 : 1 }
    case .inFavour:
      for score in scores { competition.ahead &+= score <= own ? 0 : 1 }
    case .average:
      for score in scores {
        competition.ahead &+= score <= own ? 0 : 1
        competition.tied &+= score == own ? 1 : 0
      }
    }
    return competition
  }

  func competition(of score: Float, with own: Float) -> Competition {
    withUnsafePointer(to: score) { competition(of: UnsafeBufferPointer(start: $0, count: 1), with: own) }
  }
}

/// Ranks each held-out item among its negatives (leave-one-out, He et al. 2017, section 4.1).
///
/// A task may have any number of cases for a user, and lists of any length; a copy of the held-out item in its list
/// competes like any other item.
public struct Evaluator: Sendable {
  public let task: RankingTask
  public let ties: TieRule

  public init(task: RankingTask, ties: TieRule = .against) {
    self.task = task
    self.ties = ties
  }

  /// The rank of each case's held-out item.
  ///
  /// Complexity: one scoring of every case's candidates, in a single pass.
  public func ranks(of recommender: any Recommender) -> Ranks {
    guard let ranks = ranks(of: recommender, isCancelled: { false }) else {
      preconditionFailure("nobody asked to stop")
    }
    return ranks
  }

  /// The ranks, or nil if `isCancelled`, which is asked every few milliseconds, says so.
  public func ranks(of recommender: any Recommender, isCancelled: () -> Bool) -> Ranks? {
    var (candidates, scores) = buffers
    var collected = CollectedRanks(ties, caseCount: task.caseCount)
    for index in 0..<task.caseCount {
      if index.isMultiple(of: Self.casesBetweenQuestions), isCancelled() { return nil }
      collected.append(rank(ofCase: index, by: recommender, &candidates, &scores))
    }
    return collected.ranks
  }

  static let casesBetweenQuestions = 64

  /// Room for the candidates of any case, and for their scores.
  var buffers: (candidates: [Int32], scores: [Float]) {
    let longest = (0..<task.caseCount).map { task.negatives(of: $0).count }.max() ?? 0
    return ([Int32](repeating: 0, count: longest + 1), [Float](repeating: 0, count: longest + 1))
  }

  /// One case's rank. Leaves its candidates, the held-out item first, and their scores at the beginning of the buffers.
  func rank(
    ofCase index: Int, by recommender: any Recommender, _ candidates: inout [Int32], _ scores: inout [Float]
  ) -> Rank {
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
        let competitors = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(scores)[1..<count])
        return ties.competition(of: competitors, with: scores[0]).rank
      }
    }
  }
}

/// Ranks while they are found, case by case.
struct CollectedRanks {
  private var places: [UInt32] = []
  private var tied: [UInt32] = []
  private let averages: Bool

  init(_ ties: TieRule, caseCount: Int) {
    averages = ties == .average
    places.reserveCapacity(caseCount)
    if averages { tied.reserveCapacity(caseCount) }
  }

  mutating func append(_ rank: Rank) {
    places.append(rank.place)
    if averages { tied.append(rank.tied) }
  }

  var ranks: Ranks { Ranks(places: places, tied: tied) }
}
