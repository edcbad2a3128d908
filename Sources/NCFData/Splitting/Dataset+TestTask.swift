import NCFRandom

/// Other test tasks than that of the files: what re-implementations of the experiments often measure.
extension Dataset {
  /// The same interactions with another one of each test user held out: any of the user's, with equal chances, where
  /// the files hold out the latest. The former test item becomes a training item, and counts as the latest.
  ///
  /// The listed negatives stay: they are items that the user has not interacted with at all.
  ///
  /// - Parameter seed: Same data set and seed, same items.
  public func holdingOutRandomItems(seed: UInt64) -> Dataset {
    var generator = SeededGenerator(seed: seed, stream: "held-out items")
    var incoming: [Int: Int32] = [:]
    var outgoing: [Int: Int32] = [:]
    let heldOutItems = test.users.indices.map { index in
      let user = Int(test.users[index])
      let known = training.items(of: user)
      let drawn = Int(generator.uniform(below: UInt32(known.count + 1)))
      guard drawn < known.count else { return test.heldOutItems[index] }
      let item = known[known.startIndex + drawn]
      (outgoing[user], incoming[user]) = (item, test.heldOutItems[index])
      return item
    }
    let task = RankingTask(
      users: test.users, heldOutItems: heldOutItems, negativeOffsets: test.negativeOffsets,
      negatives: test.negatives)
    return replacing(training: training.exchanging(outgoing, for: incoming), test: task)
  }

  /// The same test items among other negatives: as many as listed, drawn uniformly, without repetition, from the items
  /// that the user has not interacted with.
  ///
  /// - Parameter seed: Same data set and seed, same negatives.
  public func redrawingTestNegatives(seed: UInt64) -> Dataset {
    var generator = SeededGenerator(seed: seed, stream: "test negatives")
    var (negatives, offsets) = ([Int32](), [0])
    for index in test.users.indices {
      let user = Int(test.users[index])
      let seen = (training.items(of: user) + [test.heldOutItems[index]]).sorted()
      negatives += UnseenItemSampler.sample(
        test.negatives(of: index).count + copies(ofCase: index), unseenIn: seen, itemCount: itemCount,
        using: &generator)
      offsets.append(negatives.count)
    }
    let task = RankingTask(
      users: test.users, heldOutItems: test.heldOutItems, negativeOffsets: offsets, negatives: negatives)
    return replacing(training: training, test: task)
  }

  /// The same task with each list's copies of its own test item among the negatives, where they come last.
  public var keepingOwnTestItems: Dataset {
    var (negatives, offsets) = ([Int32](), [0])
    for index in test.users.indices {
      negatives += test.negatives(of: index)
      negatives += Array(repeating: test.heldOutItems[index], count: copies(ofCase: index))
      offsets.append(negatives.count)
    }
    let task = RankingTask(
      users: test.users, heldOutItems: test.heldOutItems, negativeOffsets: offsets, negatives: negatives)
    return replacing(training: training, test: task)
  }

  private func copies(ofCase index: Int) -> Int { ownTestItemCopies.isEmpty ? 0 : ownTestItemCopies[index] }

  private func replacing(training: InteractionMatrix, test: RankingTask) -> Dataset {
    Dataset(
      name: name, training: training, test: test, digest: digest, ownTestItemCopies: ownTestItemCopies)
  }
}

extension InteractionMatrix {
  /// The same matrix with one item of some users exchanged for another, which the user did not have and which counts
  /// as the user's latest.
  fileprivate func exchanging(_ outgoing: [Int: Int32], for incoming: [Int: Int32]) -> InteractionMatrix {
    var (items, timestamps) = (items, timestamps)
    for (user, old) in outgoing {
      guard let new = incoming[user] else { continue }
      let range = offsets[user]..<offsets[user + 1]
      var entries = range.map { (item: self.items[$0], time: self.timestamps?[$0]) }
      entries.removeAll { $0.item == old }
      entries.append((new, self.timestamps == nil ? nil : .max))
      entries.sort { $0.item < $1.item }
      for (position, entry) in zip(range, entries) {
        items[position] = entry.item
        if let time = entry.time { timestamps?[position] = time }
      }
    }
    return InteractionMatrix(offsets: offsets, items: items, timestamps: timestamps, itemCount: itemCount)
  }
}
