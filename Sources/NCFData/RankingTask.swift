/// The leave-one-out ranking task (He et al. 2017, section 4.1): for each user, one held-out item that is to be
/// ranked among sampled items that the user has not interacted with.
public struct RankingTask: Hashable, Sendable {
  /// The users, in file order; shape `caseCount`.
  public let users: [Int32]
  /// Each user's held-out item; shape `caseCount`.
  public let heldOutItems: [Int32]
  /// Where each case's negatives begin in `negatives`; shape `caseCount + 1`.
  public let negativeOffsets: [Int]
  /// The sampled items, case after case, in file order, without any copy of the held-out item.
  public let negatives: [Int32]

  public init(users: [Int32], heldOutItems: [Int32], negativeOffsets: [Int], negatives: [Int32]) {
    precondition(users.count == heldOutItems.count && negativeOffsets.count == users.count + 1)
    precondition(negativeOffsets.last == negatives.count)
    self.users = users
    self.heldOutItems = heldOutItems
    self.negativeOffsets = negativeOffsets
    self.negatives = negatives
  }

  public var caseCount: Int { users.count }

  /// The sampled negatives of one case.
  public func negatives(of index: Int) -> ArraySlice<Int32> {
    negatives[negativeOffsets[index]..<negativeOffsets[index + 1]]
  }
}
