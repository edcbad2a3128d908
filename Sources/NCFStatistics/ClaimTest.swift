/// What a claim says of one difference, first method less second.
///
/// That a difference lies above or below a value is tested on both sides of it, that it lies within a margin on one side
/// of each bound, as in TOST.
public enum Expectation: Hashable, Sendable {
  /// The first is better: the difference is above 0. It is not if the difference is below 0 or, where a margin above 0 says
  /// how much is too little to matter, no larger than that. What is above 0 and too little at once is as claimed.
  case better(margin: Double? = nil)
  /// The first is better by at least so much.
  case betterBy(Double)
  /// The first is not better by as much as a margin.
  case notBetterBy(Double)
  /// The methods are equivalent: their difference is within ± a margin.
  case equivalent(margin: Double)

  /// The p-values of two tests: that the difference is as expected, and that it is not.
  func pValues(of difference: SeededDifference) -> (asExpected: Double, otherwise: Double) {
    func twoSided(_ p: Double) -> Double { min(1, 2 * p) }
    switch self {
    case .better(let margin):
      return (
        twoSided(difference.pAbove(0)), margin.map(difference.pBelow) ?? twoSided(difference.pBelow(0))
      )
    case .betterBy(let amount):
      return (twoSided(difference.pAbove(amount)), twoSided(difference.pBelow(amount)))
    case .notBetterBy(let margin):
      return (difference.pBelow(margin), twoSided(difference.pAbove(margin)))
    case .equivalent(let margin):
      return (
        difference.pWithin(margin), twoSided(min(difference.pAbove(margin), difference.pBelow(-margin)))
      )
    }
  }
}

/// A claim about several differences, tested: it holds, it is contradicted, or these users and seeds do not decide it.
///
///     let test = ClaimTest([.init(neumfLessGMF, .better()), .init(neumfLessMLP, .better())], of: .all)
///     if case .notDecided(.seeds(let count)) = test?.decision { … }
///
/// "Not significant" is no verdict: a difference that ten seeds would show may hide behind two.
public struct ClaimTest: Hashable, Sendable {
  /// How many comparisons a claim is about.
  public enum Quantifier: Hashable, Sendable {
    /// It holds if all are as expected, and is contradicted if one is not.
    case all
    /// It holds if one is as expected, and is contradicted if none is.
    case any
  }

  public enum Standing: Hashable, Sendable { case asExpected, otherwise, open }

  public enum Decision: Hashable, Sendable {
    case holds
    case contradicted
    case notDecided(SeedsNeeded)
  }

  /// How many seeds for each method would decide, if the differences stayed where they are.
  public enum SeedsNeeded: Hashable, Sendable {
    case seeds(Int)
    /// More than anybody asked about.
    case moreThan(Int)
    /// No number of seeds would: the users differ too much for how few they are.
    case moreUsers
    /// A method has a single seed, which says nothing of how seeds vary.
    case unknown
  }

  /// A difference with what the claim says of it, and how it stands.
  public struct Comparison: Hashable, Sendable {
    public let difference: SeededDifference
    public let expectation: Expectation
    /// That it is as expected, after Holm's correction over the claim's comparisons.
    public fileprivate(set) var pAsExpected = 1.0
    /// That it is not, after Holm's correction.
    public fileprivate(set) var pOtherwise = 1.0
    public fileprivate(set) var standing = Standing.open

    public init(_ difference: SeededDifference, _ expectation: Expectation) {
      self.difference = difference
      self.expectation = expectation
    }
  }

  /// In the order in which they were given.
  public let comparisons: [Comparison]
  public let decision: Decision

  /// - Parameters:
  ///   - level: The chance of a wrong decision that one accepts; Holm's correction holds it for the whole claim.
  ///   - limit: The largest number of seeds that is looked at.
  /// - Returns: nil if there are no comparisons.
  ///
  /// Complexity: O(comparisons × log limit) tests.
  public init?(
    _ comparisons: [Comparison], of quantifier: Quantifier, level: Double = 0.05, seedLimit limit: Int = 100
  ) {
    guard !comparisons.isEmpty else { return nil }
    self.comparisons = Self.tested(comparisons, level)
    if let decided = Self.decision(self.comparisons, quantifier) {
      decision = decided
      return
    }
    guard comparisons.allSatisfy(\.difference.countsSeeds) else {
      decision = .notDecided(.unknown)
      return
    }
    func isDecided(by seeds: Double) -> Bool {
      let projected = comparisons.map { Comparison($0.difference.projected(toSeeds: seeds), $0.expectation) }
      return Self.decision(Self.tested(projected, level), quantifier) != nil
    }
    guard isDecided(by: .infinity) else {
      decision = .notDecided(.moreUsers)
      return
    }
    // More seeds make every test sharper, so what decides once decides from there on.
    var (undecided, deciding) = (1, limit + 1)
    while deciding - undecided > 1 {
      let middle = (undecided + deciding) / 2
      if isDecided(by: Double(middle)) { deciding = middle } else { undecided = middle }
    }
    decision = .notDecided(deciding > limit ? .moreThan(limit) : .seeds(deciding))
  }

  private static func tested(_ comparisons: [Comparison], _ level: Double) -> [Comparison] {
    let raw = comparisons.map { $0.expectation.pValues(of: $0.difference) }
    let adjusted = zip(holmAdjusted(raw.map(\.asExpected)), holmAdjusted(raw.map(\.otherwise)))
    return zip(comparisons, adjusted).map { comparison, p in
      var tested = comparison
      (tested.pAsExpected, tested.pOtherwise) = p
      tested.standing = p.0 < level ? .asExpected : p.1 < level ? .otherwise : .open
      return tested
    }
  }

  /// Nil if it is open.
  private static func decision(_ comparisons: [Comparison], _ quantifier: Quantifier) -> Decision? {
    let standings = comparisons.map(\.standing)
    switch quantifier {
    case .all:
      if standings.allSatisfy({ $0 == .asExpected }) { return .holds }
      return standings.contains(.otherwise) ? .contradicted : nil
    case .any:
      if standings.contains(.asExpected) { return .holds }
      return standings.allSatisfy { $0 == .otherwise } ? .contradicted : nil
    }
  }
}

/// Holm's step-down correction (1979): p-values that hold the family-wise error rate when several hypotheses are
/// tested together, in the order of `pValues`.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  var adjusted = pValues
  var floor = 0.0
  for (rank, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
    floor = max(floor, min(1, pValues[index] * Double(pValues.count - rank)))
    adjusted[index] = floor
  }
  return adjusted
}
