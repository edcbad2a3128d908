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

extension InteractionMatrix {
  /// Groups interactions that come in any order by user, and sorts each user's items.
  ///
  /// Two stable counting sorts, by item and then by user. Complexity: O(interactions + users + items).
  ///
  /// - Parameters:
  ///   - users: Each interaction's user; shape `interactionCount`.
  ///   - items: Each interaction's item; shape `interactionCount`.
  ///   - timestamps: Each interaction's time, in seconds since 1970, or nil.
  /// - Returns: The matrix, and the row that each of its entries came from. Entries of one user and one item
  ///   stand side by side, in the order of their rows: it is for the caller to merge them.
  static func grouping(
    users: [Int32], items: [Int32], timestamps: [Int64]?, userCount: Int, itemCount: Int
  ) -> (matrix: InteractionMatrix, rows: [Int32]) {
    let byItem = stableOrder(of: users.indices.lazy.map { Int32($0) }, by: items, keyCount: itemCount)
    let byUser = stableOrder(of: byItem.rows, by: users, keyCount: userCount)
    let matrix = InteractionMatrix(
      offsets: byUser.offsets,
      items: byUser.rows.map { items[Int($0)] },
      timestamps: timestamps.map { times in byUser.rows.map { times[Int($0)] } },
      itemCount: itemCount)
    return (matrix, byUser.rows)
  }

  /// Rows in ascending order of their keys, those of equal key in the order given; and where each key begins.
  private static func stableOrder(
    of rows: some Collection<Int32>, by keys: [Int32], keyCount: Int
  ) -> (rows: [Int32], offsets: [Int]) {
    var offsets = [Int](repeating: 0, count: keyCount + 1)
    for key in keys { offsets[Int(key) + 1] += 1 }
    for key in 0..<keyCount { offsets[key + 1] += offsets[key] }

    var next = offsets
    var ordered = [Int32](repeating: 0, count: rows.count)
    for row in rows {
      let key = Int(keys[Int(row)])
      ordered[next[key]] = row
      next[key] += 1
    }
    return (ordered, offsets)
  }

  /// The same interactions, each pair of a user and an item once, at its latest time.
  var mergingRepeats: InteractionMatrix {
    guard
      (0..<userCount).contains(where: { user in
        (offsets[user]..<offsets[user + 1]).contains { isRepeat($0, of: user) }
      })
    else { return self }

    var (merged, distinct) = ([0], [Int32]())
    var times: [Int64]? = timestamps.map { _ in [] }
    for user in 0..<userCount {
      for entry in offsets[user]..<offsets[user + 1] {
        let time = timestamps?[entry]
        if isRepeat(entry, of: user) {
          if let time, let last = times?.last { times?[distinct.count - 1] = max(last, time) }
          continue
        }
        distinct.append(items[entry])
        if let time { times?.append(time) }
      }
      merged.append(distinct.count)
    }
    return InteractionMatrix(offsets: merged, items: distinct, timestamps: times, itemCount: itemCount)
  }

  /// Whether an entry has the item of the one before it.
  private func isRepeat(_ entry: Int, of user: Int) -> Bool {
    entry > offsets[user] && items[entry] == items[entry - 1]
  }
}
