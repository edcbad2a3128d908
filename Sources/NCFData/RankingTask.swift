/// The leave-one-out ranking task (He et al. 2017, section 4.1): held-out items, as a rule one of each user, each to be
/// ranked among sampled items.
public struct RankingTask: Hashable, Sendable {
  /// A user and an item.
  public struct Pair: Hashable, Sendable {
    public let user: Int32
    public let item: Int32

    public init(user: Int32, item: Int32) { (self.user, self.item) = (user, item) }
  }

  /// Each case's user, in file order; shape `caseCount`.
  public let users: [Int32]
  /// Each case's held-out item; shape `caseCount`.
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

  /// The user and the held-out item of each case; shape `caseCount`.
  var pairs: [Pair] { zip(users, heldOutItems).map { Pair(user: $0, item: $1) } }

  /// The sampled negatives of one case.
  public func negatives(of index: Int) -> ArraySlice<Int32> {
    negatives[negativeOffsets[index]..<negativeOffsets[index + 1]]
  }
}
