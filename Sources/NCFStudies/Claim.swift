import NCFEvaluation
import NCFExperiments
import NCFModels

/// A claim of a paper, and the rule by which stored runs decide it.
///
///     {
///       "name": "gmf-beats-bpr",
///       "statement": "GMF beats BPR at every number of predictive factors.",
///       "source": "Section 4.2, Figure 4: “GMF shows consistent improvements over BPR”.",
///       "experiments": ["figure-4"],
///       "rule": {
///         "kind": "better", "subject": { "where": { "method": "gmf" } },
///         "than": [{ "where": { "method": "bpr" } }], "each": { "factors": [8, 16, 32, 64] }
///       }
///     }
public struct Claim: Hashable, Sendable {
  /// The name in files: "gmf-beats-bpr".
  public let name: String
  /// The claim in words.
  public let statement: String
  /// Where the paper makes it, in its words and with its numbers.
  public let source: String
  /// The specs whose runs decide it.
  public let experiments: [String]
  /// By what methods are compared; nil for what a report shows.
  public let metrics: [RankingMetric]?
  public let rule: ClaimRule
}

/// When a claim is said to hold, precisely enough to be checked by hand.
public indirect enum ClaimRule: Hashable, Sendable {
  case better(Superiority)
  case noBetter(Superiority)
  case monotone(Trend)
  case bestWithin(BestRange)
  case gainBy(EarlyGain)
  case sameOrder(OrderAgreement)
  case asPublished(Reproduction)
  /// All of several.
  case all([ClaimRule])
}

/// One thing that is compared: runs, and what they are called.
public struct ClaimSide: Hashable, Sendable {
  public let runs: RunSelector
  private let givenTitle: String?

  public init(_ runs: RunSelector, title: String? = nil) {
    self.runs = runs
    givenTitle = title
  }

  /// "NeuMF with pre-training"; what its settings say, unless the study has a name for it.
  public var title: String { givenTitle ?? runs.text }
}

/// A is better than B; or no better, by a margin.
public struct Superiority: Hashable, Sendable {
  public enum Quantifier: String, Hashable, Sendable, CaseIterable {
    /// The subject must be better than each reference.
    case all
    /// One of the references must be better than the subject, or one of the subjects than the reference.
    case any
  }

  /// Several where the rule is about whether any of them is better.
  public let subjects: [ClaimSide]
  /// Empty for every other method of the experiments.
  public let references: [ClaimSide]
  public let quantifier: Quantifier
  /// The setting at each of whose values they are compared; nil for none.
  public let each: RunSelector.Setting?
  /// By how much it must be better, of the metric; 0 where any difference will do.
  public let amount: Double
  /// For better: what is too little to matter, so that a difference no larger contradicts; nil if nothing is. For no
  /// better: by how much it may be better at most.
  public let margin: Double?
  /// Where given, the mean relative improvement over all comparisons, in percent, must be larger, and single comparisons
  /// decide nothing.
  public let meanImprovement: Double?
  public let test: RuleTest
}

/// How differences are judged, the same in all rules.
public struct RuleTest: Hashable, Sendable {
  /// The chance of a wrong decision, which Holm's correction holds for all comparisons of a claim together.
  public let level: Double
  /// Whether held-out items are ranked among the sampled negatives, or among all unseen items.
  public let ranking: RankingScope
  /// Metrics of lists by which methods are compared, in place of those of ranks, by `ListMetric.name`; empty for none.
  public let lists: [String]
  /// What is preferred where runs leave it open: the value, if it was planned; else the smallest that was.
  public let preferences: RunSelector

  public static let usualLevel = 0.05
}

public enum RankingScope: String, Hashable, Sendable, CaseIterable {
  case sampled, full
}

/// The metric rises, or falls, with every step of a setting.
public struct Trend: Hashable, Sendable {
  public enum Direction: String, Hashable, Sendable, CaseIterable { case rising, falling }

  public let runs: RunSelector
  public let direction: Direction
  /// In the order of the steps.
  public let steps: RunSelector.Setting
  /// The setting over whose values each step is averaged; nil for none.
  public let averagedOver: RunSelector.Setting?
  public let test: RuleTest
}

/// The mean over a range of a setting is better than below it and than above it. Means are compared, since which single
/// value is best is decided by noise.
public struct BestRange: Hashable, Sendable {
  public let subjects: [ClaimSide]
  public let key: String
  public let range: ClosedRange<Double>
  public let test: RuleTest
}

/// A share of the gain, from before training to the best epoch, is reached by an early epoch.
public struct EarlyGain: Hashable, Sendable {
  public let subjects: [ClaimSide]
  public let epoch: Int
  /// From 0 to 1.
  public let share: Double
  /// Shorter runs decide nothing.
  public let leastEpochs: Int
  public let test: RuleTest
}

/// Two rankings put methods into one order.
public struct OrderAgreement: Hashable, Sendable {
  /// By which the other is checked.
  public let first: RankingScope
  public let second: RankingScope
  public let test: RuleTest
}

/// What was measured is what was published, within a tolerance.
public struct Reproduction: Hashable, Sendable {
  public let tolerance: Double
  /// Whether only falling short counts: who tunes better than a paper has not failed to reproduce it.
  public let isOneSided: Bool
  public let test: RuleTest
}

// MARK: - Reading

extension Claim: Decodable {
  enum Key: String, CodingKey, CaseIterable {
    case name, statement, source, experiments, metrics, rule
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    name = try container.name(forKey: .name)
    statement = try container.decode(String.self, forKey: .statement)
    source = try container.decode(String.self, forKey: .source)
    experiments = try container.list(of: String.self, forKey: .experiments)
    metrics = try container.metrics(forKey: .metrics)
    rule = try container.decode(ClaimRule.self, forKey: .rule)
  }
}

extension ClaimRule: Decodable {
  public enum Kind: String, CaseIterable {
    case better
    case noBetter = "no-better"
    case monotone
    case bestWithin = "best-within"
    case gainBy = "gain-by"
    case sameOrder = "same-order"
    case asPublished = "as-published"
    case all
  }

  enum Key: String, CodingKey, CaseIterable {
    case kind, subject, subjects, than, of, each, by, margin
    case meanImprovement = "mean_improvement"
    case level, ranking, prefer
    case runs = "where"
    case direction, steps
    case averagedOver = "averaged_over"
    case range, epoch, share
    case leastEpochs = "least_epochs"
    case first, second, tolerance, lists
    case oneSided = "one_sided"
    case rules
  }

  /// The keys that a kind of rule has; those in every kind stand first.
  static func keys(of kind: Kind) -> [Key] {
    let every: [Key] = [.kind, .level, .ranking, .prefer]
    return switch kind {
    case .better: every + [.subject, .subjects, .than, .of, .each, .by, .margin, .meanImprovement, .lists]
    case .noBetter: every + [.subject, .subjects, .than, .of, .each, .margin, .lists]
    case .monotone: every + [.runs, .direction, .steps, .averagedOver]
    case .bestWithin: every + [.subjects, .range]
    case .gainBy: every + [.subjects, .epoch, .share, .leastEpochs]
    case .sameOrder: every + [.first, .second]
    case .asPublished: every + [.tolerance, .oneSided]
    case .all: [.kind, .rules]
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    let kind = try container.word(Kind.self, forKey: .kind)
    try container.refuseOthers(than: Self.keys(of: kind), what: "a rule of the kind \"\(kind.rawValue)\"")
    switch kind {
    case .better: self = .better(try Superiority(container, needsMargin: false))
    case .noBetter: self = .noBetter(try Superiority(container, needsMargin: true))
    case .monotone:
      self = .monotone(
        Trend(
          runs: try container.decode(RunSelector.self, forKey: .runs),
          direction: try container.contains(.direction)
            ? container.word(Trend.Direction.self, forKey: .direction) : .rising,
          steps: try container.setting(forKey: .steps, atLeast: 2),
          averagedOver: try container.optionalSetting(forKey: .averagedOver), test: try RuleTest(container)))
    case .bestWithin:
      let range = try container.setting(forKey: .range, atLeast: 1)
      let numbers = range.values.compactMap(\.number)
      guard numbers.count == range.values.count, let low = numbers.min(), let high = numbers.max() else {
        throw DecodingError.dataCorruptedError(
          forKey: .range, in: container,
          debugDescription: "expected numbers, such as { \"negatives\": [3, 6] }")
      }
      self = .bestWithin(
        BestRange(
          subjects: try container.list(of: ClaimSide.self, forKey: .subjects), key: range.key,
          range: low...high,
          test: try RuleTest(container)))
    case .gainBy:
      self = .gainBy(
        EarlyGain(
          subjects: try container.list(of: ClaimSide.self, forKey: .subjects),
          epoch: try container.decode(Int.self, forKey: .epoch),
          share: try container.number(0...1, forKey: .share),
          leastEpochs: try container.decodeIfPresent(Int.self, forKey: .leastEpochs) ?? 0,
          test: try RuleTest(container)))
    case .sameOrder:
      self = .sameOrder(
        OrderAgreement(
          first: try container.contains(.first)
            ? container.word(RankingScope.self, forKey: .first) : .sampled,
          second: try container.contains(.second)
            ? container.word(RankingScope.self, forKey: .second) : .full,
          test: try RuleTest(container)))
    case .asPublished:
      self = .asPublished(
        Reproduction(
          tolerance: try container.number(0...1, forKey: .tolerance),
          isOneSided: try container.decodeIfPresent(Bool.self, forKey: .oneSided) ?? false,
          test: try RuleTest(container)))
    case .all: self = .all(try container.list(of: ClaimRule.self, forKey: .rules))
    }
  }
}

extension Superiority {
  fileprivate init(
    _ container: KeyedDecodingContainer<ClaimRule.Key>, needsMargin: Bool
  ) throws {
    let several = try container.decodeIfPresent([ClaimSide].self, forKey: .subjects)
    let one = try container.decodeIfPresent(ClaimSide.self, forKey: .subject)
    guard (several == nil) != (one == nil) else {
      throw DecodingError.dataCorruptedError(
        forKey: .subject, in: container, debugDescription: "expected either \"subject\" or \"subjects\"")
    }
    let subjects = several ?? [one].compactMap { $0 }
    let references = try container.decodeIfPresent([ClaimSide].self, forKey: .than) ?? []
    guard !subjects.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .subjects, in: container, debugDescription: "expected at least one, found none")
    }
    self.init(
      subjects: subjects, references: references,
      quantifier: try container.contains(.of) ? container.word(Quantifier.self, forKey: .of) : .all,
      each: try container.optionalSetting(forKey: .each),
      amount: try container.contains(.by) ? container.number(0...1, forKey: .by) : 0,
      margin: try container.contains(.margin) || needsMargin ? container.number(0...1, forKey: .margin) : nil,
      meanImprovement: try container.decodeIfPresent(Double.self, forKey: .meanImprovement),
      test: try RuleTest(container))
  }
}

extension RuleTest {
  fileprivate init(_ container: KeyedDecodingContainer<ClaimRule.Key>) throws {
    level = try container.contains(.level) ? container.number(0...1, forKey: .level) : Self.usualLevel
    ranking =
      try container.contains(.ranking) ? container.word(RankingScope.self, forKey: .ranking) : .sampled
    preferences = try container.decodeIfPresent(RunSelector.self, forKey: .prefer) ?? RunSelector()
    lists = try container.contains(.lists) ? container.list(of: String.self, forKey: .lists) : []
    for name in lists where ListMetricRegistry.metric(named: name) == nil {
      throw DecodingError.dataCorruptedError(
        forKey: .lists, in: container,
        debugDescription: "there is no metric of lists \"\(name)\", expected one of "
          + ListMetricRegistry.all.map(\.name).joined(separator: ", "))
    }
  }
}

extension KeyedDecodingContainer<ClaimRule.Key> {
  /// An object of one key: a setting and its values.
  fileprivate func setting(forKey key: Key, atLeast count: Int) throws -> RunSelector.Setting {
    let selector = try decode(RunSelector.self, forKey: key)
    guard selector.settings.count == 1, selector.settings[0].values.count >= count else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription:
          "expected one setting with \(count == 1 ? "a value" : "at least \(count) values") or more, "
          + "such as { \"factors\": [8, 16] }")
    }
    return selector.settings[0]
  }

  fileprivate func optionalSetting(forKey key: Key) throws -> RunSelector.Setting? {
    try contains(key) ? setting(forKey: key, atLeast: 1) : nil
  }
}

extension ClaimSide: Decodable {
  enum Key: String, CodingKey, CaseIterable {
    case title
    case runs = "where"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: Key.self)
    self.init(
      try container.decode(RunSelector.self, forKey: .runs),
      title: try container.decodeIfPresent(String.self, forKey: .title))
    guard runs["method"] != nil else {
      throw DecodingError.dataCorruptedError(
        forKey: .runs, in: container, debugDescription: "expected a method, such as { \"method\": \"gmf\" }")
    }
  }
}
