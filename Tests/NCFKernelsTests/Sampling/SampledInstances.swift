import NCFKernels
import NCFRandom

/// One training instance as the sampler hands it out.
struct Instance: Hashable {
  let user: Int32
  let item: Int32
  let label: Float
}

extension InstanceSampler {
  /// Draws an epoch and unpacks it in pieces of an odd length.
  func epoch(using generator: inout SeededGenerator, negatives: SeededGenerator? = nil) -> [Instance] {
    draw(using: &generator, negatives: negatives)
    let piece = 777
    let batch = InstanceBatch(capacity: piece)
    var instances: [Instance] = []
    for start in stride(from: 0, to: instanceCount, by: piece) {
      unpack(from: start, count: min(piece, instanceCount - start), into: batch)
      for b in 0..<batch.count {
        instances.append(
          Instance(
            user: Int32(batch.pairs.users[b]), item: Int32(batch.pairs.items[b]), label: batch.labels[b]))
      }
    }
    return instances
  }
}

/// Random interactions: each user has a number of distinct items between 1 and a limit.
struct RandomInteractions {
  var itemsOfUser: [[Int32]]
  let itemCount: Int

  init(userCount: Int, itemCount: Int, longest: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "interactions")
    self.itemCount = itemCount
    itemsOfUser = (0..<userCount).map { _ in
      let count = 1 + Int(generator.uniform(below: UInt32(longest)))
      return (0..<Int32(itemCount)).shuffled(using: &generator)[..<count].sorted()
    }
  }

  func sampler(
    negatives: Int, negativeItems: InstanceSampler.NegativeItems = .unseen
  ) -> InstanceSampler {
    InstanceSampler(
      offsets: itemsOfUser.reduce(into: [0]) { $0.append($0.last! + $1.count) },
      items: itemsOfUser.flatMap { $0 }, itemCount: itemCount, negatives: negatives,
      negativeItems: negativeItems)
  }
}

/// Pearson's statistic of counts that ought to be equal, as a number of standard deviations from its mean: with k
/// cells it has mean k − 1 and variance 2(k − 1).
func chiSquareScore(_ counts: [Int]) -> Double {
  let expected = Double(counts.reduce(0, +)) / Double(counts.count)
  let statistic = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  let freedom = Double(counts.count - 1)
  return (statistic - freedom) / (2 * freedom).squareRoot()
}
