import NCFEvaluation
import NCFExperiments
import NCFStatistics
import NCFStudies

/// Two measurements set against each other, with the tests of their difference.
public struct Comparison: Hashable, Sendable {
  /// What the difference is worth: over users and, where there are several, over seeds.
  public struct Tests: Hashable, Sendable, Encodable {
    /// The two-sided p-value of the paired t-test over users, each averaged over seeds: what papers report.
    public let tTest: Double
    /// The two-sided p-value of Wilcoxon's signed-rank test, likewise.
    public let wilcoxon: Double
    /// The two-sided p-value over users and seeds (`SeededDifference`).
    public let p: Double
    /// The same after Holm's correction over all comparisons of the verdict.
    public internal(set) var pHolm: Double
    /// The 95% interval of the difference, over users and seeds.
    public let lower: Double
    public let upper: Double
    /// Whether seeds are counted; false where a method that depends on its seed has a single one.
    public let countsSeeds: Bool
  }

  /// Where a difference lies.
  public enum Standing: String, Hashable, Sendable, Encodable {
    /// Above zero, and not by chance.
    case above
    /// Below it, and not by chance.
    case below
    /// It cannot be told.
    case open
  }

  /// What is expected to be better: "NeuMF".
  public let subject: String
  /// What it is set against: "BPR".
  public let reference: String
  /// "8 factors".
  public let setting: String
  /// "HR@10"; "HR@10, full" where all unseen items are ranked.
  public let metric: String
  public let subjectValue: Double
  public let referenceValue: Double
  /// Nil where single users' values do not apply.
  public internal(set) var tests: Tests?
  /// As the tests have it after Holm's correction.
  public internal(set) var standing = Standing.open
  /// Whether this comparison is as the claim's rule wants it.
  public internal(set) var satisfied: Bool
  let seeded: SeededDifference?

  public var difference: Double { subjectValue - referenceValue }
  /// The relative difference, in percent; nil if the reference is zero.
  public var improvement: Double? { referenceValue == 0 ? nil : 100 * difference / referenceValue }

  /// Whether the difference is real: not by chance above or below zero.
  var isReal: Bool { standing != .open }
}

extension Comparison: Encodable {
  private enum Key: String, CodingKey {
    case subject, reference, setting, metric, subjectValue, referenceValue, difference, improvement, tests,
      standing,
      satisfied
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(subject, forKey: .subject)
    try container.encode(reference, forKey: .reference)
    try container.encode(setting, forKey: .setting)
    try container.encode(metric, forKey: .metric)
    try container.encode(subjectValue, forKey: .subjectValue)
    try container.encode(referenceValue, forKey: .referenceValue)
    try container.encode(difference, forKey: .difference)
    try container.encode(improvement, forKey: .improvement)
    try container.encode(tests, forKey: .tests)
    try container.encode(standing, forKey: .standing)
    try container.encode(satisfied, forKey: .satisfied)
  }
}

extension [Comparison] {
  /// The same comparisons, told from chance together: Holm's correction is over all of their tests.
  ///
  /// - Parameter expectation: What the rule says of each difference; a comparison is satisfied if it really is so.
  /// - Returns: No decision if there is no comparison, or single users' values of one are not known.
  func tested(
    _ expectation: Expectation = .better(), of quantifier: ClaimTest.Quantifier = .all,
    level: Double = RuleTest.usualLevel
  ) -> (comparisons: [Comparison], decision: ClaimTest.Decision?) {
    let known = indices.filter { self[$0].seeded != nil }
    let test = ClaimTest(
      known.compactMap { self[$0].seeded.map { .init($0, expectation) } }, of: quantifier, level: level)
    // Whether differences are real is asked in one way, whatever the rule wants of them.
    let plain = ClaimTest(
      known.compactMap { self[$0].seeded.map { .init($0, .better()) } }, of: .all, level: level)
    var result = self
    for (place, index) in known.enumerated() {
      if let own = plain?.comparisons[place] {
        result[index].tests?.pHolm = Swift.min(own.pAsExpected, own.pOtherwise)
        result[index].standing =
          own.standing == .asExpected ? .above : own.standing == .otherwise ? .below : .open
      }
      result[index].satisfied = test?.comparisons[place].standing == .asExpected
    }
    return (result, known.count == count ? test?.decision : nil)
  }

  /// The same, where nothing is claimed.
  var tested: [Comparison] { tested().comparisons }
}

/// One side of a comparison: a figure and the single users' values that it averages.
struct Sample {
  let label: String
  let value: Double
  /// By seed, in the order of the test task: seeds × users; empty if the runs did not test the same users.
  let users: [[Double]]
  /// By seed, of what a model has as a whole; empty for what its users have.
  let figures: [Double]
  /// False for what has the same numbers under every seed.
  let dependsOnSeed: Bool

  /// Of one configuration; nil if no run of it is finished, or it was not measured so.
  init?(_ label: String, _ group: RunGroup, _ yardstick: Yardstick) {
    guard let value = yardstick.measurement(of: group)?.mean else { return nil }
    self.label = label
    self.value = value
    users = yardstick.userValues(of: group)
    figures = []
    dependsOnSeed = group.finished.contains { $0.configuration.seed != nil }
  }

  /// The mean over several cells; nil if one of them has no finished run.
  init?(_ label: String, _ cells: [RunCell], _ yardstick: Yardstick) {
    let samples = cells.compactMap { cell in cell.chosen.flatMap { Sample(label, $0, yardstick) } }
    guard !cells.isEmpty, samples.count == cells.count else { return nil }
    self.label = label
    value = samples.reduce(0) { $0 + $1.value } / Double(samples.count)
    figures = []
    dependsOnSeed = samples.contains(where: \.dependsOnSeed)
    let shape = samples.map { [$0.users.count, $0.users.first?.count ?? 0] }
    if Set(shape).count == 1 {
      users = samples[0].users.indices.map { seed in Self.mean(samples.map { $0.users[seed] }) }
    } else if Set(shape.map { $0[1] }).count == 1 {
      // Cells of different numbers of seeds: each counts once.
      users = [Self.mean(samples.map { Self.mean($0.users) })]
    } else {
      users = []
    }
  }

  /// What is in the lists of the best items, on average over several cells; nil if it was not measured in one of them.
  init?(_ label: String, _ cells: [RunCell], _ metric: any ListMetric, _ candidates: ListMetrics.Candidates) {
    let groups = cells.compactMap(\.chosen)
    let values = groups.map { group in
      group.finished.compactMap { $0.result?.fullRanking?.lists?.value(of: metric, among: candidates) }
    }
    guard !cells.isEmpty, groups.count == cells.count, values.allSatisfy({ !$0.isEmpty }),
      zip(groups, values).allSatisfy({ $0.finished.count == $1.count })
    else { return nil }
    self.label = label
    // As many seeds as every cell has: each is one average over cells.
    let count = values.map(\.count).min() ?? 0
    figures = (0..<count).map { seed in values.reduce(0) { $0 + $1[seed] } / Double(values.count) }
    value = figures.reduce(0, +) / Double(count)
    users = []
    dependsOnSeed = groups.contains { group in group.finished.contains { $0.configuration.seed != nil } }
  }

  /// Whether the figures tell how much of a difference is chance.
  var hasSeeds: Bool { !dependsOnSeed || figures.count > 1 }

  /// Each user's value, averaged over seeds; nil if that is not known.
  var meanByUser: [Double]? { users.isEmpty || users[0].isEmpty ? nil : Self.mean(users) }

  private static func mean(_ rows: [[Double]]) -> [Double] {
    guard rows.count > 1 else { return rows.first ?? [] }
    return rows[0].indices.map { user in rows.reduce(0) { $0 + $1[user] } / Double(rows.count) }
  }

  /// Sets this sample against another. The comparison counts as satisfied if this one is higher, until it is tested.
  ///
  /// - Parameter isPairedBySeed: Whether both have the same seeds, in the same order, and share what seeds decide: then
  ///   each seed's difference is looked at, and what a seed does to both falls out.
  func compared(
    to other: Sample, _ metric: String, setting: String, isPairedBySeed: Bool = false
  ) -> Comparison {
    let seeded =
      isPairedBySeed && users.count == other.users.count ? paired(with: other) : difference(from: other)
    return Comparison(
      subject: label, reference: other.label, setting: setting, metric: metric, subjectValue: value,
      referenceValue: other.value, tests: seeded.flatMap { tests($0, against: other) },
      satisfied: value > other.value, seeded: seeded)
  }

  private func difference(from other: Sample) -> SeededDifference? {
    if !figures.isEmpty {
      return SeededDifference(
        figures: figures, other.figures, dependsOnSeed: (dependsOnSeed, other.dependsOnSeed))
    }
    return SeededSample(users, dependsOnSeed: dependsOnSeed).flatMap { own in
      SeededSample(other.users, dependsOnSeed: other.dependsOnSeed).flatMap { SeededDifference(own, $0) }
    }
  }

  private func paired(with other: Sample) -> SeededDifference? {
    guard let count = users.first?.count, other.users.allSatisfy({ $0.count == count }) else { return nil }
    let differences = zip(users, other.users).map { zip($0, $1).map(-) }
    let nothing = [[Double](repeating: 0, count: count)]
    return SeededSample(differences, dependsOnSeed: dependsOnSeed || other.dependsOnSeed).flatMap { own in
      SeededSample(nothing, dependsOnSeed: false).flatMap { SeededDifference(own, $0) }
    }
  }

  private func tests(_ seeded: SeededDifference, against other: Sample) -> Comparison.Tests? {
    guard let own = meanByUser, let others = other.meanByUser, let tTest = PairedTTest(own, others),
      let wilcoxon = WilcoxonSignedRankTest(own, others)
    else { return nil }
    let interval = seeded.interval()
    return Comparison.Tests(
      tTest: tTest.pValue, wilcoxon: wilcoxon.pValue, p: seeded.pValue, pHolm: seeded.pValue,
      lower: interval.lowerBound, upper: interval.upperBound, countsSeeds: seeded.countsSeeds)
  }
}

/// "+4.5%".
func signedPercent(_ value: Double) -> String {
  (isPositive(value, decimals: 1) ? "+" : "") + fixed(value, decimals: 1) + "%"
}

/// "−0.0312", with the typographic minus sign.
func signedDifference(_ value: Double) -> String { ReportTable.Cell.difference(value, decimals: 4).plainText }
