import NCFData
import NCFKernels
import NCFRandom

/// A training instance.
struct Instance: Hashable {
  let user: Int
  let item: Int
  let label: Double
}

/// Interactions from which an epoch's instances are known but for their order: each user lacks exactly one item,
/// so that there is only one negative to draw. Users and items occur many times over.
struct KnownBatch {
  let training: InteractionMatrix
  let negatives: Int
  let instances: [Instance]

  /// - Parameter missedItems: The item that each user lacks.
  init(missedItems: [Int], itemCount: Int, negatives: Int) {
    let known = missedItems.map { missed in (0..<itemCount).filter { $0 != missed } }
    training = InteractionMatrix(
      offsets: (0...missedItems.count).map { $0 * (itemCount - 1) },
      items: known.flatMap { $0.map(Int32.init) }, itemCount: itemCount)
    self.negatives = negatives
    instances = zip(missedItems, known).enumerated().flatMap { user, pair in
      pair.1.flatMap { item in
        [Instance(user: user, item: item, label: 1)]
          + Array(repeating: Instance(user: user, item: pair.0, label: 0), count: negatives)
      }
    }
  }

  init(userCount: Int, itemCount: Int, negatives: Int) {
    self.init(
      missedItems: (0..<userCount).map { (5 * $0 + 2) % itemCount }, itemCount: itemCount,
      negatives: negatives)
  }
}

extension InteractionMatrix {
  /// Random interactions: each user has between 1 and `longest` items.
  init(userCount: Int, itemCount: Int, longest: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "interactions")
    let items = (0..<userCount).map { _ in
      (0..<Int32(itemCount)).shuffled(using: &generator)
        .prefix(1 + Int(generator.uniform(below: UInt32(longest)))).sorted()
    }
    self.init(
      offsets: items.reduce(into: [0]) { $0.append($0.last! + $1.count) }, items: items.flatMap { $0 },
      itemCount: itemCount)
  }
}
