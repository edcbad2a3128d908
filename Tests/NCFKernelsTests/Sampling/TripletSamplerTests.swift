import NCFKernels
import NCFRandom
import Testing

@Suite struct TripletSamplerTests {
  /// One triplet as the sampler hands it out.
  private struct Triplet: Hashable {
    let user: Int32
    let positive: Int32
    let negative: Int32
  }

  /// 40 users over 50 items; user 3 knows every item, user 5 none.
  private static let interactions: RandomInteractions = {
    var interactions = RandomInteractions(userCount: 40, itemCount: 50, longest: 45, seed: 1)
    interactions.itemsOfUser[3] = Array(0..<50)
    interactions.itemsOfUser[5] = []
    return interactions
  }()

  private func sampler() -> TripletSampler {
    let known = Self.interactions.itemsOfUser
    return TripletSampler(
      offsets: known.reduce(into: [0]) { $0.append($0.last! + $1.count) }, items: known.flatMap { $0 },
      itemCount: Self.interactions.itemCount)
  }

  /// Draws an epoch and unpacks it in pieces of an odd length.
  private func epoch(_ sampler: TripletSampler, _ generator: inout SeededGenerator) -> [Triplet] {
    sampler.draw(using: &generator)
    let piece = 77
    let batch = TripletBatch(capacity: piece)
    return stride(from: 0, to: sampler.tripletCount, by: piece).flatMap { start in
      sampler.unpack(from: start, count: min(piece, sampler.tripletCount - start), into: batch)
      let triplets = batch.triplets
      return (0..<batch.count).map {
        Triplet(
          user: Int32(triplets.users[$0]), positive: Int32(triplets.positives[$0]),
          negative: Int32(triplets.negatives[$0]))
      }
    }
  }

  @Test func everyInteractionComesOnceWithANegative() {
    let sampler = sampler()
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<5 {
      let byUser = Dictionary(grouping: epoch(sampler, &generator), by: \.user)
      for (user, known) in Self.interactions.itemsOfUser.enumerated() {
        let own = byUser[Int32(user)] ?? []
        guard user != 3 && user != 5 else {
          #expect(own.isEmpty, "user \(user) has nothing to learn from")
          continue
        }
        #expect(own.map(\.positive).sorted() == known)
        let drawn = own.map(\.negative)
        #expect(Set(drawn).isDisjoint(with: known) && drawn.allSatisfy { (0..<50).contains($0) })
      }
      #expect(Set(byUser.keys).isSubset(of: Set(0..<40)))
    }
  }

  /// Each user's negatives fall on all the items that the user does not know, equally often.
  @Test func negativesAreUniform() {
    let sampler = sampler()
    var generator = SeededGenerator(seed: 3)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 50), count: 40)
    for _ in 0..<600 {
      for triplet in epoch(sampler, &generator) { counts[Int(triplet.user)][Int(triplet.negative)] += 1 }
    }
    for (user, known) in Self.interactions.itemsOfUser.enumerated() where user != 3 && user != 5 {
      let drawn = (0..<50).filter { !known.contains(Int32($0)) }.map { counts[user][$0] }
      #expect(drawn.allSatisfy { $0 > 0 } && abs(chiSquareScore(drawn)) < 5)
    }
  }

  /// 4 triplets have 24 orders, each of which comes up equally often.
  @Test func allOrdersAreEquallyLikely() {
    let sampler = TripletSampler(offsets: [0, 1, 2, 3, 4], items: [0, 0, 0, 0], itemCount: 2)
    var generator = SeededGenerator(seed: 4)
    var counts: [[Int32]: Int] = [:]
    for _ in 0..<24_000 { counts[epoch(sampler, &generator).map(\.user), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(abs(chiSquareScore(Array(counts.values))) < 5)
  }

  @Test func epochsDifferAndSeedsRepeat() {
    let (sampler, again) = (sampler(), sampler())
    var (first, second, other) = (
      SeededGenerator(seed: 5), SeededGenerator(seed: 5), SeededGenerator(seed: 6)
    )
    let epochs = (0..<3).map { _ in epoch(sampler, &first) }
    #expect(epochs == (0..<3).map { _ in epoch(again, &second) })
    #expect(Set(epochs).count == 3)
    #expect(epoch(sampler, &other) != epochs[0])
    #expect(Set(epochs[0]) != Set(epochs[1]), "not only the order changes: the negatives are fresh")
  }

  @Test func withoutAnythingToLearnAnEpochIsEmpty() {
    let sampler = TripletSampler(offsets: [0, 2, 2], items: [0, 1], itemCount: 2)
    var generator = SeededGenerator(seed: 7)
    #expect(sampler.tripletCount == 0 && epoch(sampler, &generator).isEmpty)
  }
}
