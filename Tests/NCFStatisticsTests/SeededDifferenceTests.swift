import Foundation
import NCFRandom
import NCFStatistics
import Testing

@Suite struct SeededDifferenceTests {
  @Test func agreesWithAnAnalysisOfVariance() throws {
    for pair in try StatisticsFixture.load().seeded {
      let first = try #require(SeededSample(pair.first))
      let second = try #require(SeededSample(pair.second, dependsOnSeed: pair.secondDependsOnSeed))
      let difference = try #require(SeededDifference(first, second))
      #expect(agree(difference.estimate, pair.estimate), "\(pair.name)")
      #expect(agree(difference.standardError, pair.standardError), "\(pair.name)")
      #expect(agree(difference.degreesOfFreedom, pair.degreesOfFreedom), "\(pair.name)")
      #expect(agree(difference.interval().lowerBound, pair.lower), "\(pair.name)")
      #expect(agree(difference.interval().upperBound, pair.upper), "\(pair.name)")
      #expect(agree(difference.pValue, pair.p), "\(pair.name)")
      #expect(agree(difference.pWithin(pair.margin), pair.pWithin), "\(pair.name)")
      #expect(difference.countsSeeds)
    }
  }

  // MARK: Coverage

  /// Of 800 nominal 95 % intervals each, of hits and of gains, 92.5 to 98 % hold the true difference, which is 0: with two,
  /// three and five seeds that differ not at all, noticeably, or far more than users do. Intervals over users alone do not.
  @Test(arguments: [2, 3, 5])
  func intervalsCoverTheTruth(seeds: Int) throws {
    for (spread, most) in [(0.0, 1.0), (0.05, 0.955), (0.2, 0.8)] {
      var generator = SeededGenerator(seed: UInt64(seeds), stream: "coverage \(spread)")
      var (covered, coveredOverUsers) = ([0, 0], [0, 0])
      let draws = 800
      for _ in 0..<draws {
        let trial = Trial(seeds: seeds, spread: spread, using: &generator)
        for (index, value) in [Trial.hit, Trial.gain].enumerated() {
          let (first, second) = (trial.first.map { $0.map(value) }, trial.second.map { $0.map(value) })
          let difference = try #require(try Self.difference(first, second))
          covered[index] += difference.interval().contains(0) ? 1 : 0
          // Only the seeds at hand: a method whose numbers no seed changes.
          let overUsers = try #require(try Self.difference(first, second, dependsOnSeed: false))
          coveredOverUsers[index] += overUsers.interval().contains(0) ? 1 : 0
        }
      }
      for (covered, overUsers) in zip(covered, coveredOverUsers) {
        let share = Double(covered) / Double(draws)
        #expect((0.925...0.98).contains(share), "\(seeds) seeds that differ by \(spread): \(share)")
        #expect(Double(overUsers) / Double(draws) < most, "over users alone, \(seeds) seeds, \(spread)")
      }
    }
  }

  /// Where there are seeds enough and luck is small, redrawing users and seeds together finds the same standard error.
  @Test func agreesWithRedrawingUsersAndSeeds() throws {
    var generator = SeededGenerator(seed: 5, stream: "redrawing")
    let (seeds, users) = (40, 60)
    func sample() -> [[Double]] {
      let ofUsers = (0..<users).map { _ in generator.normalPair().0 }
      return (0..<seeds).map { _ in
        let ofSeed = 0.7 * generator.normalPair().0
        return ofUsers.map { $0 + ofSeed + 0.1 * generator.normalPair().0 }
      }
    }
    let (first, second) = (sample(), sample())
    let difference = try #require(try Self.difference(first, second))
    let redrawn = (0..<2000).map { _ in
      let chosen = (0..<users).map { _ in Int(generator.uniform(below: UInt32(users))) }
      func mean(_ values: [[Double]]) -> Double {
        let means = values.map { row in chosen.reduce(0) { $0 + row[$1] } / Double(users) }
        return (0..<seeds).reduce(0) { sum, _ in sum + means[Int(generator.uniform(below: UInt32(seeds)))] }
          / Double(seeds)
      }
      return mean(first) - mean(second)
    }
    let error = try #require(Measurement(of: redrawn)?.standardDeviation)
    #expect(agree(difference.standardError, error, within: 0.06))
  }

  // MARK: What there is to know

  @Test func oneSeedSaysNothingOfSeeds() throws {
    let values = [[0.1, 0.5, 0.9, 0.4]]
    let several = values + [[0.2, 0.4, 0.9, 0.5]]
    #expect(try #require(try Self.difference(values, several)).countsSeeds == false)
    let closedForm = try #require(SeededSample(values, dependsOnSeed: false))
    let trained = try #require(SeededSample(several))
    #expect(SeededDifference(closedForm, trained)?.countsSeeds == true)
  }

  /// One seed each: what is left is the paired t-test over users.
  @Test func withoutSeedsItIsThePairedTTest() throws {
    for pair in try StatisticsFixture.load().pairs {
      let difference = try #require(try Self.difference([pair.first], [pair.second]))
      #expect(agree(difference.pValue, pair.tTestP), "\(pair.name)")
    }
  }

  @Test func figuresOfWholeModelsAreTestedAsWelchDoes() throws {
    for expected in try StatisticsFixture.load().welch {
      let difference = try #require(
        SeededDifference(figures: expected.first, expected.second, dependsOnSeed: (true, true)))
      #expect(agree(difference.degreesOfFreedom, expected.degreesOfFreedom), "\(expected.name)")
      #expect(agree(difference.pValue, expected.p), "\(expected.name)")
      #expect(agree(difference.interval().lowerBound, expected.lower), "\(expected.name)")
      #expect(agree(difference.interval().upperBound, expected.upper), "\(expected.name)")
    }
  }

  /// Of two closed forms nothing is left to chance; of one seed nothing is known.
  @Test func figuresOfClosedFormsAreWhatTheyAre() throws {
    let exact = try #require(SeededDifference(figures: [3], [2], dependsOnSeed: (false, false)))
    #expect(exact.interval() == 1...1 && exact.pAbove(0) == 0 && exact.pBelow(0) == 1)
    let half = try #require(SeededDifference(figures: [3, 4], [2], dependsOnSeed: (true, false)))
    #expect(half.degreesOfFreedom == 1 && agree(half.standardError, 0.5))
    #expect(SeededDifference(figures: [3], [2], dependsOnSeed: (true, false)) == nil)
    #expect(SeededDifference(figures: [], [2], dependsOnSeed: (false, false)) == nil)
  }

  @Test func equalMethodsDoNotDiffer() throws {
    let values = [[0.1, 0.5, 0.9], [0.2, 0.4, 0.9]]
    let difference = try #require(try Self.difference(values, values, dependsOnSeed: false))
    #expect(difference.pValue == 1 && difference.interval() == 0...0)
    #expect(difference.pWithin(0.01) == 0 && difference.pAbove(0) == 1)
    #expect(difference.degreesOfFreedom == .infinity)
  }

  @Test func needsTheSameUsersUnderEverySeed() throws {
    #expect(SeededSample([]) == nil && SeededSample([[1]]) == nil)
    #expect(SeededSample([[1, 2], [1, 2, 3]]) == nil)
    let (two, three) = (try #require(SeededSample([[1, 2]])), try #require(SeededSample([[1, 2, 3]])))
    #expect(SeededDifference(two, three) == nil)
  }

  static func difference(
    _ first: [[Double]], _ second: [[Double]], dependsOnSeed: Bool = true
  ) throws -> SeededDifference? {
    SeededDifference(
      try #require(SeededSample(first, dependsOnSeed: dependsOnSeed)),
      try #require(SeededSample(second, dependsOnSeed: dependsOnSeed)))
  }
}

/// Two methods that are equally good, on 200 users: users, seeds and luck push a margin about 0, and what is above it hits.
private struct Trial {
  var first: [[Double]] = []
  var second: [[Double]] = []

  init(seeds: Int, spread: Double, using generator: inout SeededGenerator) {
    let shared = Self.normals(200, &generator)
    for side in [\Trial.first, \Trial.second] {
      let users = zip(shared, Self.normals(200, &generator)).map { 0.8 * $0 + 0.6 * $1 }
      for shift in Self.normals(seeds, &generator) {
        let luck = Self.normals(200, &generator)
        self[keyPath: side].append(zip(users, luck).map { $0 + spread * shift + 0.5 * $1 })
      }
    }
  }

  static func hit(_ margin: Double) -> Double { margin > 0 ? 1 : 0 }
  /// NDCG@10 of a rank that falls as the margin grows.
  static func gain(_ margin: Double) -> Double {
    margin > 0 ? log(2) / log(2 + (9 * exp(-2 * margin)).rounded(.down)) : 0
  }

  private static func normals(_ count: Int, _ generator: inout SeededGenerator) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count + 1)
    while values.count < count {
      let (one, other) = generator.normalPair()
      values.append(one)
      values.append(other)
    }
    return Array(values.prefix(count))
  }
}
