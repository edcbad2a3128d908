import NCFEvaluation
import NCFExperiments
import NCFRandom
import NCFStatistics
import NCFStudies

/// Two measurements set against each other, with the tests of their difference.
public struct Comparison: Hashable, Sendable {
  /// Tests of the users' paired values, each averaged over seeds: a hit (0 or 1) for HR, a gain for NDCG.
  public struct Tests: Hashable, Sendable, Encodable {
    /// The two-sided p-value of the paired t-test; of the difference from the margin, where there is one.
    public let tTest: Double
    /// The same after Holm's correction over all comparisons of the verdict.
    public internal(set) var tTestHolm: Double
    /// The two-sided p-value of Wilcoxon's signed-rank test.
    public let wilcoxon: Double
    /// The same after Holm's correction over all comparisons of the verdict.
    public internal(set) var wilcoxonHolm: Double
    /// The 95% bootstrap interval of the mean difference.
    public let lower: Double
    public let upper: Double
  }

  /// Where a difference lies.
  public enum Standing: String, Hashable, Sendable, Encodable {
    /// Above the margin, which is zero unless a rule has another, and not by chance.
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
  /// What the difference is tested against.
  public let margin: Double
  /// Nil where single users' values do not apply.
  public internal(set) var tests: Tests?
  /// Whether this comparison is as the claim's rule wants it.
  public internal(set) var satisfied: Bool

  public var difference: Double { subjectValue - referenceValue }
  /// The relative difference, in percent; nil if the reference is zero.
  public var improvement: Double? { referenceValue == 0 ? nil : 100 * difference / referenceValue }

  /// - Parameter level: Both tests must reject at it after Holm's correction; the t-test alone where there is a margin,
  ///   since a shift by it makes pairs differ that do not.
  public func standing(at level: Double) -> Standing {
    guard let tests else { return .open }
    let p = margin == 0 ? max(tests.tTestHolm, tests.wilcoxonHolm) : tests.tTestHolm
    guard p < level, difference != margin else { return .open }
    return difference > margin ? .above : .below
  }

  /// Whether the difference is real: not by chance above or below zero.
  func isReal(at level: Double = ClaimTest.usualLevel) -> Bool { standing(at: level) != .open }
}

extension Comparison: Encodable {
  private enum Key: String, CodingKey {
    case subject, reference, setting, metric, subjectValue, referenceValue, difference, improvement, margin, tests,
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
    if margin != 0 { try container.encode(margin, forKey: .margin) }
    try container.encode(tests, forKey: .tests)
    try container.encode(satisfied, forKey: .satisfied)
  }
}

extension [Comparison] {
  /// The same comparisons with Holm's correction over all of their tests filled in.
  var holmCorrected: [Comparison] {
    let tested = indices.filter { self[$0].tests != nil }
    let tTests = holmAdjusted(tested.compactMap { self[$0].tests?.tTest })
    let wilcoxons = holmAdjusted(tested.compactMap { self[$0].tests?.wilcoxon })
    var corrected = self
    for (place, index) in tested.enumerated() {
      corrected[index].tests?.tTestHolm = tTests[place]
      corrected[index].tests?.wilcoxonHolm = wilcoxons[place]
    }
    return corrected
  }
}

/// One side of a comparison: a figure and the single users' values that it averages.
struct Sample {
  let label: String
  let value: Double
  /// By seed, in the order of the test task: seeds × users; empty if the runs did not test the same users.
  let users: [[Double]]

  /// Of one configuration; nil if no run of it is finished, or it was not measured so.
  init?(_ label: String, _ group: RunGroup, _ yardstick: Yardstick) {
    guard let value = yardstick.measurement(of: group)?.mean else { return nil }
    self.label = label
    self.value = value
    users = yardstick.userValues(of: group)
  }

  /// The mean over several cells; nil if one of them has no finished run.
  init?(_ label: String, _ cells: [RunCell], _ yardstick: Yardstick) {
    let samples = cells.compactMap { cell in cell.chosen.flatMap { Sample(label, $0, yardstick) } }
    guard !cells.isEmpty, samples.count == cells.count else { return nil }
    self.label = label
    value = samples.reduce(0) { $0 + $1.value } / Double(samples.count)
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

  /// Each user's value, averaged over seeds; nil if that is not known.
  var meanByUser: [Double]? { users.isEmpty || users[0].isEmpty ? nil : Self.mean(users) }

  private static func mean(_ rows: [[Double]]) -> [Double] {
    guard rows.count > 1 else { return rows.first ?? [] }
    return rows[0].indices.map { user in rows.reduce(0) { $0 + $1[user] } / Double(rows.count) }
  }

  /// Sets this sample against another. The comparison counts as satisfied if this one is higher by more than the margin.
  func compared(to other: Sample, _ metric: String, setting: String, margin: Double = 0) -> Comparison {
    Comparison(
      subject: label, reference: other.label, setting: setting, metric: metric, subjectValue: value,
      referenceValue: other.value, margin: margin, tests: tests(against: other, margin: margin),
      satisfied: value - other.value > margin)
  }

  private func tests(against other: Sample, margin: Double) -> Comparison.Tests? {
    // The same comparison gets the same interval in every run of the program.
    var generator = SeededGenerator(seed: 2017, stream: "bootstrap")
    guard let own = meanByUser, let others = other.meanByUser,
      let tTest = PairedTTest(own, margin == 0 ? others : others.map { $0 + margin }),
      let wilcoxon = WilcoxonSignedRankTest(own, others),
      let interval = BootstrapInterval(ofMean: zip(own, others).map(-), using: &generator)
    else { return nil }
    return Comparison.Tests(
      tTest: tTest.pValue, tTestHolm: tTest.pValue, wilcoxon: wilcoxon.pValue,
      wilcoxonHolm: wilcoxon.pValue, lower: interval.lower,
      upper: interval.upper)
  }
}

/// "+4.5%".
func signedPercent(_ value: Double) -> String {
  (isPositive(value, decimals: 1) ? "+" : "") + fixed(value, decimals: 1) + "%"
}

/// "−0.0312", with the typographic minus sign.
func signedDifference(_ value: Double) -> String { ReportTable.Cell.difference(value, decimals: 4).plainText }
