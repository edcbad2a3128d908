import NCFKernels
import NCFRandom
import Testing

@Suite struct ShuffledBucketsTests {
  private func epoch(
    _ buckets: ShuffledBuckets<Int32>, _ generator: inout SeededGenerator
  ) -> [Int32] {
    var writer = buckets.open(using: &generator)
    for instance in 0..<buckets.count { writer.append(Int32(instance)) }
    buckets.shuffle(using: &generator)
    return Array(buckets.instances.values)
  }

  /// From no instance at all to so many that they pass through several buckets.
  @Test(arguments: [0, 1, 9, 20_000, 200_000])
  func everyInstanceComesOnce(count: Int) {
    let buckets = ShuffledBuckets<Int32>(count: count, zero: -1)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2 {
      var seen = [Bool](repeating: false, count: count)
      for instance in epoch(buckets, &generator) { seen[Int(instance)] = true }
      #expect(seen.allSatisfy { $0 })
    }
  }

  /// Over many buckets, where an instance lands is independent of where it came from.
  @Test func placesAreUniform() {
    let count = 40_000
    let buckets = ShuffledBuckets<Int32>(count: count, zero: -1)
    var generator = SeededGenerator(seed: 2)
    // A 20×20 table of origin against place, each in equal parts.
    var cells = [Int](repeating: 0, count: 400)
    for _ in 0..<5 {
      for (place, origin) in epoch(buckets, &generator).enumerated() {
        cells[place * 20 / count * 20 + Int(origin) * 20 / count] += 1
      }
    }
    // The margins are fixed, so the statistic has 361 degrees of freedom in place of 399: 1.3 standard deviations.
    #expect(abs(chiSquareScore(cells) + 1.35) < 5)
  }
}
