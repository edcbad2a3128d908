/// Two measurements set against each other, with the tests of their difference over users.
public struct Comparison: Hashable, Sendable {
  /// Tests of the users' paired values: a hit (0 or 1) for HR, a gain for NDCG.
  public struct Tests: Hashable, Sendable, Encodable {
    /// The two-sided p-value of the paired t-test.
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

  /// What is expected to be better: "NeuMF".
  public let subject: String
  /// What it is set against: "BPR".
  public let reference: String
  /// "8 factors".
  public let setting: String
  /// "HR@10".
  public let metric: String
  public let subjectValue: Double
  public let referenceValue: Double
  /// Nil where single users' values do not apply.
  public internal(set) var tests: Tests?
  /// Whether this comparison is as the claim's rule wants it.
  public internal(set) var satisfied: Bool

  public var difference: Double { subjectValue - referenceValue }
  /// The relative difference, in percent; nil if the reference is zero.
  public var improvement: Double? { referenceValue == 0 ? nil : 100 * difference / referenceValue }
}

extension Comparison: Encodable {
  private enum Key: String, CodingKey {
    case subject, reference, setting, metric, subjectValue, referenceValue, difference, improvement, tests,
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
    try container.encode(satisfied, forKey: .satisfied)
  }
}
