extension InteractionMatrix {
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
