/// Who interacted with what: a binary user × item matrix in compressed sparse rows.
///
/// Invariant: `offsets.count == userCount + 1`, `offsets` ascends from 0 to `items.count`, and the items of
/// each user ascend strictly. Users and items without any interaction have their place.
public struct InteractionMatrix: Hashable, Sendable {
  /// Where each user's items begin in `items`; shape `userCount + 1`.
  public let offsets: [Int]
  /// Item ids, user after user, ascending within a user; shape `interactionCount`.
  public let items: [Int32]
  /// When each interaction happened, in seconds since 1970, in the order of `items`; nil if the file does not say.
  public let timestamps: [Int64]?
  public let itemCount: Int

  public init(offsets: [Int], items: [Int32], timestamps: [Int64]? = nil, itemCount: Int) {
    precondition(offsets.first == 0 && offsets.last == items.count)
    precondition(timestamps == nil || timestamps?.count == items.count)
    self.offsets = offsets
    self.items = items
    self.timestamps = timestamps
    self.itemCount = itemCount
  }

  public var userCount: Int { offsets.count - 1 }
  public var interactionCount: Int { items.count }

  /// The items of one user, ascending.
  public func items(of user: Int) -> ArraySlice<Int32> { items[offsets[user]..<offsets[user + 1]] }

  /// Whether a user interacted with an item.
  ///
  /// Complexity: O(log *n*) in the number of the user's interactions.
  public func contains(user: Int, item: Int32) -> Bool {
    var (low, high) = (offsets[user], offsets[user + 1])
    while low < high {
      let middle = low + (high - low) / 2
      if items[middle] < item { low = middle + 1 } else { high = middle }
    }
    return low < offsets[user + 1] && items[low] == item
  }
}
