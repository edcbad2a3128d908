import NCFRandom
import NCFStatistics
import Testing

@Suite struct ClaimTestTests {
  typealias Comparison = ClaimTest.Comparison

  /// A difference that is as large as told, between methods of this many seeds, on 400 users.
  private func difference(
    of estimate: Double, seeds: Int = 3, seedSpread: Double = 0.002, userSpread: Double = 0.1,
    stream: String = ""
  ) throws -> SeededDifference {
    var generator = SeededGenerator(seed: 9, stream: stream)
    func sample(_ mean: Double) throws -> SeededSample {
      let users = (0..<400).map { _ in userSpread * generator.normalPair().0 }
      let values = (0..<seeds).map { _ in
        let shift = seedSpread * generator.normalPair().0
        return users.map { $0 + shift + 0.02 * generator.normalPair().0 }
      }
      let shift = mean - (try #require(Measurement(of: values.flatMap { $0 }))).mean
      return try #require(SeededSample(values.map { $0.map { $0 + shift } }))
    }
    return try #require(SeededDifference(try sample(estimate), try sample(0)))
  }

  private func decision(
    _ comparisons: [Comparison], of quantifier: ClaimTest.Quantifier = .all
  ) throws -> ClaimTest.Decision {
    try #require(ClaimTest(comparisons, of: quantifier)).decision
  }

  // MARK: All

  @Test func holdsIfAllAreAboveZero() throws {
    let large = Comparison(try difference(of: 0.1), .better())
    #expect(try decision([large, large]) == .holds)
  }

  @Test func isContradictedByOneBelowZero() throws {
    let large = Comparison(try difference(of: 0.1), .better())
    let negative = Comparison(try difference(of: -0.1), .better())
    let test = try #require(ClaimTest([large, negative], of: .all))
    #expect(test.decision == .contradicted)
    #expect(test.comparisons.map(\.standing) == [.asExpected, .otherwise])
  }

  @Test func isContradictedByWhatIsTooLittle() throws {
    let small = try difference(of: 0.001)
    #expect(try decision([Comparison(small, .better(margin: 0.02))]) == .contradicted)
    guard case .notDecided = try decision([Comparison(small, .better())]) else {
      Issue.record("a difference that is not real is no contradiction")
      return
    }
  }

  /// A difference that is real is as claimed, however small.
  @Test func whatIsAboveZeroHoldsThoughItIsLittle() throws {
    let small = try difference(of: 0.02, seedSpread: 0, userSpread: 0.01)
    #expect(small.pBelow(0.05) < 1e-6)
    #expect(try decision([Comparison(small, .better(margin: 0.05))]) == .holds)
  }

  /// Two p-values between .025 and .05 do not hold together.
  @Test func isHolmCorrected() throws {
    let known = try difference(of: 0.1)
    let margin = known.interval(confidence: 0.965).upperBound - known.estimate
    let marginal = Comparison(try difference(of: margin), .better())
    let alone = try #require(ClaimTest([marginal], of: .all))
    #expect(agree(alone.comparisons[0].pAsExpected, 0.035, within: 1e-6))
    #expect(alone.decision == .holds)
    let together = try #require(ClaimTest([marginal, marginal], of: .all))
    #expect(agree(together.comparisons[0].pAsExpected, 0.07, within: 1e-6))
    #expect(together.decision != .holds)
  }

  // MARK: Any

  @Test func anyHoldsIfOneIsAboveZero() throws {
    let (large, negative) = (try difference(of: 0.1), try difference(of: -0.1))
    let unclear = try difference(of: 0.001)
    #expect(try decision([.init(large, .better()), .init(negative, .better())], of: .any) == .holds)
    #expect(
      try decision([.init(negative, .better()), .init(negative, .better())], of: .any) == .contradicted)
    guard case .notDecided = try decision([.init(negative, .better()), .init(unclear, .better())], of: .any)
    else {
      Issue.record("one that may be above zero leaves the claim open")
      return
    }
  }

  // MARK: With margins

  @Test func marginsMoveWhatIsClaimed() throws {
    let difference = try difference(of: 0.1)
    #expect(try decision([.init(difference, .betterBy(0.05))]) == .holds)
    #expect(try decision([.init(difference, .betterBy(0.15))]) == .contradicted)
    #expect(try decision([.init(difference, .notBetterBy(0.15))]) == .holds)
    #expect(try decision([.init(difference, .notBetterBy(0.05))]) == .contradicted)
    #expect(try decision([.init(difference, .equivalent(margin: 0.15))]) == .holds)
    #expect(try decision([.init(difference, .equivalent(margin: 0.05))]) == .contradicted)
    for open in [Expectation.betterBy(0.1), .notBetterBy(0.1), .equivalent(margin: 0.1)] {
      guard case .notDecided = try decision([.init(difference, open)]) else {
        Issue.record("\(open) is on the edge")
        return
      }
    }
  }

  // MARK: Seeds that would decide

  /// The first number of seeds for which the interval around the estimate leaves zero out.
  @Test func countsTheSeedsThatWouldDecide() throws {
    for stream in ["a", "b", "c"] {
      let open = try difference(of: 0.013, seeds: 4, seedSpread: 0.02, userSpread: 0.05, stream: stream)
      guard case .notDecided(.seeds(let count)) = try decision([Comparison(open, .better())]) else {
        Issue.record("four seeds that differ so do not decide, more of them do")
        return
      }
      #expect(count > 4)
      #expect(open.projected(toSeeds: Double(count)).interval().lowerBound > 0)
      #expect(open.projected(toSeeds: Double(count - 1)).interval().lowerBound <= 0)
    }
  }

  /// What thirty seeds say of sixty is what the sixty find, where seeds, users and luck vary alike.
  @Test func projectsTheStandardError() throws {
    var generator = SeededGenerator(seed: 4)
    func sixty() -> [[Double]] {
      let users = (0..<100).map { _ in 0.1 * generator.normalPair().0 }
      return (0..<60).map { _ in
        let shift = 0.1 * generator.normalPair().0
        return users.map { $0 + shift + 0.1 * generator.normalPair().0 }
      }
    }
    let (first, second) = (sixty(), sixty())
    let all = try #require(try SeededDifferenceTests.difference(first, second))
    let half = try #require(
      try SeededDifferenceTests.difference(Array(first.prefix(30)), Array(second.prefix(30))))
    #expect(agree(half.projected(toSeeds: 60).standardError, all.standardError, within: 0.15))
    #expect(!agree(half.standardError, all.standardError, within: 0.15))
    #expect(half.projected(toSeeds: 4) == half)
  }

  @Test func saysIfNoNumberOfSeedsDecides() throws {
    let open = try difference(of: 0.002)
    #expect(try decision([Comparison(open, .better())]) == .notDecided(.moreUsers))
  }

  @Test func saysIfMoreSeedsAreNeededThanAnybodyTrains() throws {
    let open = try difference(of: 0.02, seeds: 2, seedSpread: 0.1)
    let test = try #require(ClaimTest([Comparison(open, .better())], of: .all, seedLimit: 3))
    #expect(test.decision == .notDecided(.moreThan(3)))
  }

  @Test func oneSeedCannotSayHowMany() throws {
    let open = try difference(of: 0.002, seeds: 1)
    #expect(try decision([Comparison(open, .better())]) == .notDecided(.unknown))
  }

  @Test func nothingIsNoClaim() {
    #expect(ClaimTest([], of: .all) == nil)
  }
}

@Suite struct HolmCorrectionTests {
  /// Worked by hand: sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, then made to ascend.
  @Test func stepsDown() {
    let adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) { #expect(agree(value, expected)) }
  }

  @Test func staysBelowOne() {
    #expect(holmAdjusted([0.9, 0.8]) == [1, 1])
  }
}
