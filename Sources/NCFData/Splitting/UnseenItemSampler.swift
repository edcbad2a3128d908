import NCFRandom

/// Samples items that a user has not interacted with, uniformly and without repetition.
///
/// The unseen items have ranks 0 to *m* − 1 in ascending order. Floyd's algorithm (Bentley and Floyd, 1987)
/// samples ranks; each rank becomes an item by passing over the seen ones.
/// Complexity: O(*k* log *n*) for *k* samples and *n* seen items, however few unseen ones there are.
enum UnseenItemSampler {
  /// - Parameters:
  ///   - count: How many items are wanted.
  ///   - seen: The items to leave out, ascending strictly.
  ///   - itemCount: How many items there are.
  /// - Returns: `count` items, or all unseen ones if there are fewer.
  static func sample(
    _ count: Int, unseenIn seen: some RandomAccessCollection<Int32>, itemCount: Int,
    using generator: inout SeededGenerator
  ) -> [Int32] {
    let unseen = itemCount - seen.count
    var chosen = Set<UInt32>(minimumCapacity: count)
    return (max(0, unseen - count)..<unseen).map { last in
      let drawn = generator.uniform(below: UInt32(last + 1))
      let rank = chosen.insert(drawn).inserted ? drawn : UInt32(last)
      chosen.insert(rank)
      return item(ofRank: Int(rank), unseenIn: seen)
    }
  }

  /// The unseen item that has `rank` unseen items before it.
  private static func item(ofRank rank: Int, unseenIn seen: some RandomAccessCollection<Int32>) -> Int32 {
    // Before the seen item at position p lie `seen[p] − p` unseen ones: count the seen items that the rank passes.
    var (low, high) = (0, seen.count)
    while low < high {
      let middle = low + (high - low) / 2
      let unseenBefore = Int(seen[seen.index(seen.startIndex, offsetBy: middle)]) - middle
      if unseenBefore <= rank { low = middle + 1 } else { high = middle }
    }
    return Int32(rank + low)
  }
}
