import NCFRandom

/// A data set's training interactions, with one of each user held out to choose hyper-parameters and epochs by
/// (He et al. 2017, section 4.1, "Parameter Settings").
public struct ValidationSplit: Hashable, Sendable {
  /// The interactions that are left to train on; as many users and items as in the data set.
  public let training: InteractionMatrix
  /// The held-out interactions, each to be ranked among sampled negatives; users in ascending order.
  public let validation: RankingTask

  public init(training: InteractionMatrix, validation: RankingTask) {
    self.training = training
    self.validation = validation
  }
}

extension Dataset {
  /// Holds out one training interaction of every user who has at least two: the latest one. Which one that is
  /// among several of the same second, or if there are no timestamps, is drawn.
  ///
  /// Each held-out item gets negatives that are drawn uniformly, without repetition, from the items that are not
  /// among the user's training interactions. The test item may be among them: to leave it out would tell
  /// validation something about the test.
  ///
  /// - Parameters:
  ///   - seed: Same data set and seed, same split.
  ///   - negativeCount: How many negatives a held-out item gets; fewer if there are not enough items.
  public func holdingOutValidation(seed: UInt64, negativeCount: Int = 99) -> ValidationSplit {
    var choice = SeededGenerator(seed: seed, stream: "validation held-out")
    var sampling = SeededGenerator(seed: seed, stream: "validation negatives")
    var (users, heldOutItems) = ([Int32](), [Int32]())
    var (negatives, negativeOffsets) = ([Int32](), [0])
    var (offsets, entries) = ([0], [Int]())
    entries.reserveCapacity(training.interactionCount)

    for user in 0..<userCount {
      let range = training.offsets[user]..<training.offsets[user + 1]
      let heldOut = range.count < 2 ? nil : training.latestEntry(in: range, using: &choice)
      entries.append(contentsOf: range.lazy.filter { $0 != heldOut })
      offsets.append(entries.count)
      guard let heldOut else { continue }
      users.append(Int32(user))
      heldOutItems.append(training.items[heldOut])
      negatives += UnseenItemSampler.sample(
        negativeCount, unseenIn: training.items(of: user), itemCount: itemCount, using: &sampling)
      negativeOffsets.append(negatives.count)
    }

    return ValidationSplit(
      training: InteractionMatrix(
        offsets: offsets, items: entries.map { training.items[$0] },
        timestamps: training.timestamps.map { times in entries.map { times[$0] } }, itemCount: itemCount),
      validation: RankingTask(
        users: users, heldOutItems: heldOutItems, negativeOffsets: negativeOffsets, negatives: negatives))
  }
}

extension InteractionMatrix {
  /// The latest of some entries; any of them, with equal chances, among those that are equally late.
  fileprivate func latestEntry(in range: Range<Int>, using generator: inout SeededGenerator) -> Int {
    var latest = range.lowerBound
    var equallyLate: UInt32 = 1
    for entry in range.dropFirst() {
      if let timestamps, timestamps[entry] != timestamps[latest] {
        guard timestamps[entry] > timestamps[latest] else { continue }
        (latest, equallyLate) = (entry, 1)
      } else {
        equallyLate += 1
        if generator.uniform(below: equallyLate) == 0 { latest = entry }
      }
    }
    return latest
  }
}
