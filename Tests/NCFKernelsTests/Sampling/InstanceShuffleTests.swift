import NCFKernels
import NCFRandom
import Testing

/// The order of an epoch is a uniformly random permutation.
@Suite struct InstanceShuffleTests {
  /// 4 instances have 24 orders, each of which comes up equally often.
  @Test func allOrdersOfAFewInstancesAreEquallyLikely() {
    let sampler = InstanceSampler(offsets: [0, 1, 2, 3, 4], items: [0, 0, 0, 0], itemCount: 2, negatives: 0)
    var generator = SeededGenerator(seed: 1)
    var counts: [[Int32]: Int] = [:]
    for _ in 0..<24_000 { counts[sampler.epoch(using: &generator).map(\.user), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(abs(chiSquareScore(Array(counts.values))) < 5)
  }

  /// 250 users of 100 positives each: so many instances that they pass through several buckets.
  private static let userCount = 250
  private static let perUser = 100
  private let large = InstanceSampler(
    offsets: (0...userCount).map { $0 * perUser },
    items: (0..<userCount).flatMap { _ in (0..<Int32(perUser)) }, itemCount: perUser + 1, negatives: 0)

  /// Where each instance went: `positions[user · perUser + item]`.
  private func positions(_ generator: inout SeededGenerator) -> [Int] {
    var positions = [Int](repeating: 0, count: Self.userCount * Self.perUser)
    for (position, instance) in large.epoch(using: &generator).enumerated() {
      positions[Int(instance.user) * Self.perUser + Int(instance.item)] = position
    }
    return positions
  }

  /// The mean position of a user's instances is that of a random sample of all positions.
  @Test func usersAreSpreadOverTheEpoch() {
    var generator = SeededGenerator(seed: 2)
    let count = Double(Self.userCount * Self.perUser)
    let scatter = (count + 1) / 12 * (count - Double(Self.perUser)) / Double(Self.perUser)
    for _ in 0..<5 {
      let positions = self.positions(&generator)
      var squares = 0.0
      for user in 0..<Self.userCount {
        let own = positions[(user * Self.perUser)..<((user + 1) * Self.perUser)]
        let mean = Double(own.reduce(0, +)) / Double(Self.perUser)
        let score = (mean - (count - 1) / 2) / scatter.squareRoot()
        #expect(abs(score) < 5)
        squares += score * score
      }
      // A chi-square with 250 degrees of freedom, whose standard deviation is 22.
      #expect(abs(squares - Double(Self.userCount)) < 112)
    }
  }

  /// Positions are uncorrelated with the order of the data, and with those of the epoch before.
  @Test func ordersAreUncorrelated() {
    var generator = SeededGenerator(seed: 3)
    var previous = Array(0..<(Self.userCount * Self.perUser))
    for _ in 0..<6 {
      let positions = self.positions(&generator)
      // Spearman's coefficient of two independent orders scatters by 1/√n.
      #expect(abs(correlation(previous, positions)) < 5 / Double(positions.count).squareRoot())
      previous = positions
    }
  }

  /// Neighbours in an epoch are of the same user as often as chance has it; likewise instances that the data set
  /// has side by side do not stay side by side.
  @Test func neighboursAreIndependent() {
    var generator = SeededGenerator(seed: 4)
    var (sameUser, stillNeighbours) = (0, 0)
    let epochs = 10
    for _ in 0..<epochs {
      let positions = self.positions(&generator)
      var userAt = [Int](repeating: 0, count: positions.count)
      for (instance, position) in positions.enumerated() { userAt[position] = instance / Self.perUser }
      sameUser += zip(userAt, userAt.dropFirst()).count { $0 == $1 }
      stillNeighbours += zip(positions, positions.dropFirst()).count { abs($0 - $1) == 1 }
    }
    // n − 1 pairs, of which a share of 99/(n − 1) has the same user; counts scatter like their root.
    let expected = Double(epochs * (Self.perUser - 1))
    #expect(abs(Double(sameUser) - expected) < 5 * expected.squareRoot())
    // Two given instances are neighbours with probability 2/n: 2 of an epoch's pairs.
    #expect(stillNeighbours < 45)
  }

  private func correlation(_ x: [Int], _ y: [Int]) -> Double {
    let mean = Double(x.count - 1) / 2
    let product = zip(x, y).reduce(0.0) { $0 + (Double($1.0) - mean) * (Double($1.1) - mean) }
    let square = x.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return product / square
  }
}
