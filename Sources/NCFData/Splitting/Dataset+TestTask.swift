import NCFRandom

/// Other test tasks than that of the files: what re-implementations of the experiments often measure.
extension Dataset {
  /// The same interactions with others of each test user held out: any of the user's, with equal chances, where the
  /// files hold out the latest; as many as the files have. The former test items become training items, and count as the
  /// latest.
  ///
  /// The listed negatives stay, but for copies of the new test item: an item does not compete with itself.
  ///
  /// - Parameter seed: Same data set and seed, same items.
  public func holdingOutRandomItems(seed: UInt64) -> Dataset {
    var generator = SeededGenerator(seed: seed, stream: "held-out items")
    // Each test user's items: those of training, ascending, then those that are held out only.
    var left: [Int32: [Int32]] = [:]
    for (user, item) in zip(test.users, test.heldOutItems) {
      left[user, default: Array(training.items(of: Int(user)))].appendIfNew(item)
    }
    let heldOutItems = test.users.indices.map { index in
      // A user whose test rows repeat a pair may run out of items.
      guard let count = left[test.users[index]]?.count, count > 0,
        let item = left[test.users[index]]?.remove(at: Int(generator.uniform(below: UInt32(count))))
      else { return test.heldOutItems[index] }
      return item
    }
    let task = RankingTask(
      users: test.users, heldOutItems: heldOutItems, negativeOffsets: test.negativeOffsets,
      negatives: test.negatives)
    return replacing(training: training.replacing(itemsOf: left), test: task).leavingOutOwnTestItems
  }

  /// The same test items among other negatives: as many as listed, drawn uniformly, without repetition, from the items
  /// that the user has not interacted with.
  ///
  /// - Parameter seed: Same data set and seed, same negatives.
  public func redrawingTestNegatives(seed: UInt64) -> Dataset {
    var generator = SeededGenerator(seed: seed, stream: "test negatives")
    let heldOut = Dictionary(grouping: test.users.indices) { test.users[$0] }
    var (negatives, offsets) = ([Int32](), [0])
    for index in test.users.indices {
      let user = test.users[index]
      var seen = Array(training.items(of: Int(user)))
      for other in heldOut[user] ?? [] { seen.appendIfNew(test.heldOutItems[other]) }
      negatives += UnseenItemSampler.sample(
        test.negatives(of: index).count + ownCopies(ofCase: index), unseenIn: seen.sorted(),
        itemCount: itemCount, using: &generator)
      offsets.append(negatives.count)
    }
    let task = RankingTask(
      users: test.users, heldOutItems: test.heldOutItems, negativeOffsets: offsets, negatives: negatives)
    return replacing(training: training, test: task)
  }

  /// The same task with each list's copies of its own test item among the negatives, where they come last.
  public var keepingOwnTestItems: Dataset {
    replacing(
      training: training,
      test: test.mappingNegatives { index, negatives in
        negatives + Array(repeating: test.heldOutItems[index], count: ownCopies(ofCase: index))
      })
  }

  /// The same task without the listed negatives that are training items of their user.
  public var leavingOutListedPositives: Dataset {
    replacing(
      training: training,
      test: test.mappingNegatives { index, negatives in
        negatives.filter { !training.contains(user: Int(test.users[index]), item: $0) }
      })
  }

  /// The same task with copies of the test items taken out of their lists, and counted.
  private var leavingOutOwnTestItems: Dataset {
    var copies = ownTestItemCopies.isEmpty ? test.users.map { _ in 0 } : ownTestItemCopies
    let task = test.mappingNegatives { index, negatives in
      let others = negatives.filter { $0 != test.heldOutItems[index] }
      copies[index] += negatives.count - others.count
      return others
    }
    return Dataset(
      name: name, training: training, test: task, digest: digest, ownTestItemCopies: copies, reading: reading)
  }

  private func replacing(training: InteractionMatrix, test: RankingTask) -> Dataset {
    Dataset(
      name: name, training: training, test: test, digest: digest, ownTestItemCopies: ownTestItemCopies,
      reading: reading)
  }
}

extension RankingTask {
  /// The same task with other negatives, made of each case's own.
  fileprivate func mappingNegatives(_ other: (_ index: Int, _ negatives: [Int32]) -> [Int32]) -> RankingTask {
    var (changed, offsets) = ([Int32](), [0])
    changed.reserveCapacity(negatives.count)
    for index in users.indices {
      changed += other(index, Array(negatives(of: index)))
      offsets.append(changed.count)
    }
    return RankingTask(
      users: users, heldOutItems: heldOutItems, negativeOffsets: offsets, negatives: changed)
  }
}

extension InteractionMatrix {
  /// The same matrix with other items for some users. Items that a user did not have count as the user's latest.
  fileprivate func replacing(itemsOf replacements: [Int32: [Int32]]) -> InteractionMatrix {
    var (offsets, items) = ([0], [Int32]())
    var times: [Int64]? = timestamps.map { _ in [] }
    for user in 0..<userCount {
      let known = self.offsets[user]..<self.offsets[user + 1]
      guard let replacement = replacements[Int32(user)] else {
        items += self.items[known]
        if let timestamps { times? += timestamps[known] }
        offsets.append(items.count)
        continue
      }
      for item in replacement.sorted() {
        items.append(item)
        guard let timestamps else { continue }
        times?.append(known.first { self.items[$0] == item }.map { timestamps[$0] } ?? .max)
      }
      offsets.append(items.count)
    }
    return InteractionMatrix(offsets: offsets, items: items, timestamps: times, itemCount: itemCount)
  }
}

extension [Int32] {
  fileprivate mutating func appendIfNew(_ item: Int32) {
    if !contains(item) { append(item) }
  }
}

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
