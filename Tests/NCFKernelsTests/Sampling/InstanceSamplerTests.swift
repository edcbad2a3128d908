import NCFKernels
import NCFRandom
import Testing

@Suite struct InstanceSamplerTests {
  /// 40 users over 50 items; user 3 knows every item, user 5 none.
  private static let interactions: RandomInteractions = {
    var interactions = RandomInteractions(userCount: 40, itemCount: 50, longest: 45, seed: 1)
    interactions.itemsOfUser[3] = Array(0..<50)
    interactions.itemsOfUser[5] = []
    return interactions
  }()

  @Test(arguments: [0, 1, 4])
  func everyPositiveComesOnceWithItsNegatives(negatives: Int) {
    let interactions = Self.interactions
    let sampler = interactions.sampler(negatives: negatives)
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<5 {
      let instances = sampler.epoch(using: &generator)
      #expect(instances.count == sampler.instanceCount)
      let byUser = Dictionary(grouping: instances, by: \.user)
      for (user, known) in interactions.itemsOfUser.enumerated() {
        let own = byUser[Int32(user)] ?? []
        if user == 3 || user == 5 {
          #expect(own.isEmpty, "user \(user) has nothing to learn from")
          continue
        }
        #expect(own.filter { $0.label == 1 }.map(\.item).sorted() == known)
        let drawn = own.filter { $0.label == 0 }.map(\.item)
        #expect(drawn.count == negatives * known.count)
        #expect(Set(drawn).isDisjoint(with: known) && drawn.allSatisfy { (0..<50).contains($0) })
      }
      #expect(Set(byUser.keys).isSubset(of: Set(0..<40)))
    }
  }

  /// Each user's negatives fall on all the items that the user does not know, equally often.
  @Test func negativesAreUniform() {
    let interactions = Self.interactions
    let sampler = interactions.sampler(negatives: 4)
    var generator = SeededGenerator(seed: 3)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 50), count: 40)
    for _ in 0..<150 {
      for instance in sampler.epoch(using: &generator) where instance.label == 0 {
        counts[Int(instance.user)][Int(instance.item)] += 1
      }
    }
    var scores: [Double] = []
    for (user, known) in interactions.itemsOfUser.enumerated() where user != 3 && user != 5 {
      let allowed = (0..<50).filter { !known.contains(Int32($0)) }
      let drawn = allowed.map { counts[user][$0] }
      #expect(drawn.allSatisfy { $0 > 0 })
      scores.append(chiSquareScore(drawn))
    }
    // Neither uneven nor too even: independent draws scatter. Over 38 users the mean score scatters by 0.16.
    #expect(scores.allSatisfy { abs($0) < 5 })
    #expect(abs(scores.reduce(0, +) / Double(scores.count)) < 0.8)
  }

  @Test func epochsDifferAndSeedsRepeat() {
    let sampler = Self.interactions.sampler(negatives: 2)
    let again = Self.interactions.sampler(negatives: 2)
    var (first, second, other) = (
      SeededGenerator(seed: 4), SeededGenerator(seed: 4), SeededGenerator(seed: 5)
    )
    let epochs = (0..<3).map { _ in sampler.epoch(using: &first) }
    let repeated = (0..<3).map { _ in again.epoch(using: &second) }
    #expect(epochs == repeated)
    #expect(Set(epochs).count == 3)
    #expect(sampler.epoch(using: &other) != epochs[0])
    // Not only the order: the negatives are fresh.
    func negatives(_ epoch: [Instance]) -> Set<Instance> { Set(epoch.filter { $0.label == 0 }) }
    #expect(negatives(epochs[0]) != negatives(epochs[1]))
  }

  /// One generator for the negatives: the same instances each epoch, in an order that the other one draws.
  @Test func negativesOfOneGeneratorRepeat() {
    let sampler = Self.interactions.sampler(negatives: 3)
    var generator = SeededGenerator(seed: 8)
    let fixed = SeededGenerator(seed: 9)
    let epochs = (0..<3).map { _ in sampler.epoch(using: &generator, negatives: fixed) }
    func counts(_ epoch: [Instance]) -> [Instance: Int] {
      epoch.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    #expect(Set(epochs).count == 3)
    #expect(counts(epochs[0]) == counts(epochs[1]) && counts(epochs[1]) == counts(epochs[2]))
    let other = sampler.epoch(using: &generator, negatives: SeededGenerator(seed: 10))
    #expect(counts(other) != counts(epochs[0]))
  }

  /// Negatives from all items fall on every item equally often, on the user's own, too; and a user who knows every
  /// item has some.
  @Test func negativesMayComeFromAllItems() {
    let interactions = Self.interactions
    let sampler = interactions.sampler(negatives: 4, negativeItems: .all)
    var generator = SeededGenerator(seed: 11)
    let positives = interactions.itemsOfUser.reduce(0) { $0 + $1.count }
    #expect(sampler.instanceCount == 5 * positives)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 50), count: 40)
    for _ in 0..<150 {
      let instances = sampler.epoch(using: &generator)
      #expect(instances.count { $0.label == 1 } == positives)
      for instance in instances where instance.label == 0 {
        counts[Int(instance.user)][Int(instance.item)] += 1
      }
    }
    let scores = (0..<40).filter { $0 != 5 }.map { chiSquareScore(counts[$0]) }
    #expect(counts[5].allSatisfy { $0 == 0 } && counts[3].allSatisfy { $0 > 0 })
    #expect(scores.allSatisfy { abs($0) < 5 })
    #expect(abs(scores.reduce(0, +) / Double(scores.count)) < 0.8)
  }

  @Test func idsMayBeLarge() {
    let (userCount, itemCount) = (200_000, 1 << 27)
    let known: [Int32] = [0, 1 << 24 + 1, (1 << 27) - 1]
    // Two users, the first and the last, have interactions.
    let offsets = [0] + Array(repeating: 3, count: userCount - 1) + [6]
    let sampler = InstanceSampler(
      offsets: offsets, items: known + known, itemCount: itemCount, negatives: 50)
    var generator = SeededGenerator(seed: 6)
    let instances = sampler.epoch(using: &generator)
    #expect(instances.count == 306)
    #expect(Set(instances.map(\.user)) == [0, Int32(userCount - 1)])
    for user in [0, Int32(userCount - 1)] {
      #expect(instances.filter { $0.user == user && $0.label == 1 }.map(\.item).sorted() == known)
    }
    let drawn = instances.filter { $0.label == 0 }.map(\.item)
    #expect(drawn.allSatisfy { $0 >= 0 && Int($0) < itemCount && !known.contains($0) })
    // Half of 300 uniform draws lie in the upper half, give or take 8.7.
    #expect(abs(drawn.count { $0 >= 1 << 26 } - 150) < 45)
  }

  @Test func withoutAnythingToLearnAnEpochIsEmpty() {
    let sampler = InstanceSampler(offsets: [0, 2, 2], items: [0, 1], itemCount: 2, negatives: 3)
    var generator = SeededGenerator(seed: 7)
    #expect(sampler.instanceCount == 0 && sampler.epoch(using: &generator).isEmpty)
  }
}
