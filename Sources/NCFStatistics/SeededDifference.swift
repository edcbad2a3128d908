/// One method's values of a metric for every user under every seed, summed up for `SeededDifference`.
///
/// They are read as crossed random effects: user u's value under seed s is y_su = µ + b_u + a_s + e_su. A hard user is hard
/// under all seeds (b), a seed that trained well serves all users (a), and the rest (e) is the luck of one user with one seed.
public struct SeededSample: Hashable, Sendable {
  /// Each user's mean over the seeds.
  public let userMeans: [Double]
  public let seedCount: Int
  /// Nil for a single seed of a method that another seed would give other numbers.
  let seeds: SeedVariance?

  /// What seeds do to a method's values.
  struct SeedVariance: Hashable {
    /// Of the seeds' means over users, n − 1 in the denominator: an estimate of σ_a² + σ_e² / users.
    let ofMeans: Double
    /// The mean square of what neither user nor seed explains, an estimate of σ_e².
    let interaction: Double

    /// σ_a², not below 0.
    func ownVariance(userCount: Int) -> Double {
      interaction == 0 ? ofMeans : max(0, ofMeans - interaction / Double(userCount))
    }
  }

  /// - Parameters:
  ///   - values: Seeds × users, a user's value being the mean over that user's cases.
  ///   - dependsOnSeed: False for what has the same numbers under every seed, as closed forms have: then one seed says all.
  /// - Returns: nil unless there is a seed, and each has the same two or more users.
  ///
  /// Complexity: O(seeds × users).
  public init?(_ values: [[Double]], dependsOnSeed: Bool = true) {
    guard let userCount = values.first?.count, userCount > 1, values.allSatisfy({ $0.count == userCount })
    else { return nil }
    let count = Double(values.count)
    let userMeans = (0..<userCount).map { user in values.reduce(0) { $0 + $1[user] } / count }
    self.userMeans = userMeans
    seedCount = values.count
    guard dependsOnSeed else {
      seeds = SeedVariance(ofMeans: 0, interaction: 0)
      return
    }
    let seedMeans = values.map { $0.reduce(0, +) / Double(userCount) }
    guard let spread = Measurement(of: seedMeans), let deviation = spread.standardDeviation else {
      seeds = nil
      return
    }
    var squares = 0.0
    for (row, seedMean) in zip(values, seedMeans) {
      let shift = seedMean - spread.mean
      for user in 0..<userCount {
        let rest = row[user] - userMeans[user] - shift
        squares += rest * rest
      }
    }
    seeds = SeedVariance(
      ofMeans: deviation * deviation, interaction: squares / ((count - 1) * Double(userCount - 1)))
  }
}

/// The difference of two methods on the same users, with what both the choice of users and that of seeds leave open.
///
///     let difference = SeededDifference(neumf, gmf)
///     if let difference, difference.interval().lowerBound > 0 { … }
///
/// The question is whether the methods differ for users like these under seeds that nobody has tried. A test over users
/// alone answers for the seeds at hand. Here users are shared by the methods, seeds are each method's own, and the
/// variance of the difference d is that of a two-way analysis of variance,
///
///     var(d) = S_U² / U + σ_a² / n + σ_a′² / n′,
///
/// S_U² being the variance of the users' differences, which has the interaction's share in it, and n and n′ the numbers of
/// seeds. Its degrees of freedom are Satterthwaite's (Biometrics Bulletin, 1946): two seeds tell little of how seeds vary,
/// and the interval says so. It is what a bootstrap that redraws users and seeds together estimates (Owen, "The pigeonhole
/// bootstrap", Annals of Applied Statistics, 2007), without that bootstrap's failings here: with n seeds it sees only
/// (n − 1) / n of their variance, counts the interaction three times, and a thousand redraws know no p below .001, where
/// Holm's correction of forty comparisons asks for .00125.
public struct SeededDifference: Hashable, Sendable {
  /// The mean over users and seeds of the first method less that of the second.
  public let estimate: Double
  public let standardError: Double
  /// Satterthwaite's; infinite if nothing varies.
  public let degreesOfFreedom: Double
  /// 0 for a figure of the whole model.
  public let userCount: Int
  /// Whether the interval covers seeds. False if a method whose numbers depend on its seed has only one: the interval is
  /// then one over users, for the seeds at hand.
  public let countsSeeds: Bool

  private let userVariance: Double
  private let sides: [Side]

  private struct Side: Hashable {
    let seedCount: Double
    let variance: SeededSample.SeedVariance
  }

  /// Nil if the methods have not the same number of users.
  ///
  /// - Parameters: Users in the same order.
  public init?(_ first: SeededSample, _ second: SeededSample) {
    guard let paired = pairedDifferences(first.userMeans, second.userMeans),
      let differences = Measurement(of: paired.values), let deviation = differences.standardDeviation
    else { return nil }
    let sides = [first, second].compactMap { sample in
      sample.seeds.map { Side(seedCount: Double(sample.seedCount), variance: $0) }
    }
    self.init(
      estimate: differences.mean, userCount: first.userMeans.count, userVariance: deviation * deviation,
      sides: sides, countsSeeds: sides.count == 2)
  }

  /// The difference of a figure that a model has as a whole, such as how many items it recommends: no users, so that only
  /// seeds vary, and the test is Welch's (Biometrika, 1947).
  ///
  /// - Parameters:
  ///   - first: The first method's figures, one for each seed; likewise `second`.
  ///   - dependsOnSeed: As for `SeededSample`, of either method.
  /// - Returns: nil if a method has no figure, or only one where its numbers depend on the seed: then nobody knows what
  ///   another seed would have given.
  public init?(
    figures first: [Double], _ second: [Double], dependsOnSeed: (first: Bool, second: Bool)
  ) {
    guard let one = Measurement(of: first), let other = Measurement(of: second) else { return nil }
    let sides = [(one, dependsOnSeed.first), (other, dependsOnSeed.second)].compactMap { figure, depends in
      (depends ? figure.standardDeviation : 0).map { deviation in
        Side(
          seedCount: Double(figure.count),
          variance: .init(ofMeans: deviation * deviation, interaction: 0))
      }
    }
    guard sides.count == 2 else { return nil }
    self.init(
      estimate: one.mean - other.mean, userCount: 0, userVariance: 0, sides: sides, countsSeeds: true)
  }

  private init(estimate: Double, userCount: Int, userVariance: Double, sides: [Side], countsSeeds: Bool) {
    self.estimate = estimate
    self.userCount = userCount
    self.userVariance = userVariance
    self.sides = sides
    self.countsSeeds = countsSeeds
    let ofUsers = userCount > 0 ? userVariance / Double(userCount) : 0
    var variance = ofUsers
    // Satterthwaite: each mean square's own variance is 2 × its square / its degrees of freedom.
    var uncertainty = ofUsers > 0 ? ofUsers * ofUsers / Double(userCount - 1) : 0
    for side in sides {
      variance += side.variance.ownVariance(userCount: userCount) / side.seedCount
      let ofMeans = side.variance.ofMeans / side.seedCount
      if ofMeans > 0 { uncertainty += ofMeans * ofMeans / (side.seedCount - 1) }
    }
    standardError = variance.squareRoot()
    degreesOfFreedom = variance > 0 ? variance * variance / uncertainty : .infinity
  }

  /// The interval that holds the true difference with this confidence, in the long run over users and seeds.
  public func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    if standardError == 0 { return estimate...estimate }
    let margin = standardError * distribution.critical((1 - confidence) / 2)
    return (estimate - margin)...(estimate + margin)
  }

  /// Two-sided: is there a difference?
  public var pValue: Double { min(1, 2 * min(pAbove(0), pBelow(0))) }

  /// One-sided: is the difference above a bound?
  public func pAbove(_ bound: Double) -> Double { tail(estimate - bound) }

  /// One-sided: is the difference below a bound?
  public func pBelow(_ bound: Double) -> Double { tail(bound - estimate) }

  /// Two one-sided tests (TOST; Schuirmann, 1987): is the difference within ±`margin`?
  public func pWithin(_ margin: Double) -> Double { max(pAbove(-margin), pBelow(margin)) }

  /// What would be known if the estimate stayed where it is, and each method that depends on its seed had at least this
  /// many of them; infinitely many, too.
  public func projected(toSeeds count: Double) -> SeededDifference {
    var userVariance = userVariance
    let sides = sides.map { side in
      let target = max(side.seedCount, count)
      userVariance -= side.variance.interaction * (1 / side.seedCount - 1 / target)
      return Side(seedCount: target, variance: side.variance)
    }
    return SeededDifference(
      estimate: estimate, userCount: userCount, userVariance: max(0, userVariance), sides: sides,
      countsSeeds: countsSeeds)
  }

  private var distribution: StudentT { StudentT(degreesOfFreedom: degreesOfFreedom) }

  private func tail(_ excess: Double) -> Double {
    if standardError == 0 { return excess > 0 ? 0 : 1 }
    return distribution.upperTail(excess / standardError)
  }
}
