import NCFEvaluation
import NCFModels

/// How a run is measured, as far as it is not the paper's way: what is held out, what it is ranked among, and how.
///
/// The defaults are the paper's protocol. The rest is what re-implementations often do instead; figures that are
/// measured so do not compare with the paper's.
public struct EvaluationProtocol: Hashable, Sendable {
  /// Which interaction of each user is the test.
  public enum HeldOutItem: String, Hashable, Sendable, CaseIterable {
    /// The one of the files: the latest.
    case latest
    /// Any of the user's, drawn by the run's seed.
    case random
  }

  /// What the test item is ranked among.
  public enum TestNegatives: String, Hashable, Sendable, CaseIterable {
    /// The items that the files list.
    case listed
    /// As many unseen items, drawn once by the run's seed.
    case redrawn
  }

  /// What happens to copies of the test item among its own listed negatives (156 users of ml-1m).
  public enum OwnNegative: String, Hashable, Sendable, CaseIterable {
    case leftOut = "left_out"
    /// They compete with the test item.
    case counted
  }

  /// What happens to listed negatives that are training items of their user (2,434 in the lists of lastfm).
  public enum ListedPositives: String, Hashable, Sendable, CaseIterable {
    /// They compete with the test item, as in the papers that published such lists.
    case keep
    case leaveOut = "leave_out"
  }

  public var heldOutItem: HeldOutItem
  public var testNegatives: TestNegatives
  public var ties: TieRule
  public var ownNegative: OwnNegative
  public var listedPositives: ListedPositives
  /// By which metric the best epoch is chosen on the selection task; of several configurations for one cell of a
  /// table, the best, too.
  public var selectBy: RankingMetric

  public init(
    heldOutItem: HeldOutItem = .latest, testNegatives: TestNegatives = .listed, ties: TieRule = .against,
    ownNegative: OwnNegative = .leftOut, listedPositives: ListedPositives = .keep,
    selectBy: RankingMetric = .hitRatio(at: 10)
  ) {
    self.heldOutItem = heldOutItem
    self.testNegatives = testNegatives
    self.ties = ties
    self.ownNegative = ownNegative
    self.listedPositives = listedPositives
    self.selectBy = selectBy
  }

  public static let standard = EvaluationProtocol()

  /// - Throws: `ConfigurationConflict` if the settings contradict each other, or the way in which epochs are selected.
  func check(with selection: RunConfiguration.Selection) throws {
    // Copies of the test item stand in the files' lists, and are those of the files' test item; training items stand in
    // the files' lists only.
    if ownNegative == .counted, heldOutItem != .latest || testNegatives != .listed {
      throw ConfigurationConflict(
        key: Key.ownNegative.rawValue,
        problem: "own_negative is counted, but that is of the listed negatives of the latest items only")
    }
    if listedPositives == .leaveOut, testNegatives != .listed {
      throw ConfigurationConflict(
        key: Key.listedPositives.rawValue,
        problem: "listed_positives is leave_out, but redrawn negatives hold no positives")
    }
    if selection == .last, selectBy != Self.standard.selectBy {
      throw ConfigurationConflict(
        key: Key.selectBy.rawValue,
        problem: "select_by is \(selectBy.column), but with the selection \"last\" no epoch is chosen")
    }
  }
}

/// The protocol as settings of a spec.
extension EvaluationProtocol {
  enum Key: String, CaseIterable {
    case heldOutItem = "held_out"
    case listedPositives = "listed_positives"
    case ownNegative = "own_negative"
    case selectBy = "select_by"
    case testNegatives = "test_negatives"
    case ties
  }

  /// The settings in the order of listings.
  static let settings: [Hyperparameter] = [
    setting(
      .heldOutItem, HeldOutItem.self, .latest,
      "which interaction of each user is the test: the files', which is the latest, or a random one, drawn by the seed"
    ),
    setting(
      .testNegatives, TestNegatives.self, .listed,
      "what the test item is ranked among: the files' list, or as many unseen items, drawn once by the seed"),
    setting(
      .ties, TieRule.self, .against,
      "whether negatives of the same score count against or for the test item, or by the mean over all their orders"
    ),
    setting(
      .ownNegative, OwnNegative.self, .leftOut,
      "whether copies of the test item among its own listed negatives are left out or counted against it"),
    setting(
      .listedPositives, ListedPositives.self, .keep,
      "whether listed negatives that are training items of their user compete with the test item or are left out"
    ),
    Hyperparameter(
      Key.selectBy.rawValue, .choice(MetricRegistry.selecting.map(\.column)),
      default: .text(EvaluationProtocol.standard.selectBy.column),
      "by which metric the best epoch is chosen on the selection task"),
  ]

  /// The whole protocol: values by key, sorted by key.
  public var texts: [(key: String, value: String)] {
    Key.allCases.map { ($0.rawValue, text($0)) }.sorted { $0.key < $1.key }
  }

  /// What is not the paper's protocol: values by key, sorted by key.
  public var deviations: [(key: String, value: String)] {
    zip(texts, EvaluationProtocol.standard.texts).filter { $0.value != $1.value }.map(\.0)
  }

  /// - Parameter values: By key; what is left out is the paper's.
  /// - Returns: nil if there is no such key, or no such value.
  init?(_ values: [String: String]) {
    self = .standard
    for (name, value) in values {
      switch Key(rawValue: name) {
      case .heldOutItem: guard Self.set(&heldOutItem, value) else { return nil }
      case .testNegatives: guard Self.set(&testNegatives, value) else { return nil }
      case .ties: guard Self.set(&ties, value) else { return nil }
      case .ownNegative: guard Self.set(&ownNegative, value) else { return nil }
      case .listedPositives: guard Self.set(&listedPositives, value) else { return nil }
      case .selectBy:
        guard let metric = MetricRegistry.selecting.first(where: { $0.column == value }) else { return nil }
        selectBy = metric
      case nil: return nil
      }
    }
  }

  private func text(_ key: Key) -> String {
    switch key {
    case .heldOutItem: heldOutItem.rawValue
    case .testNegatives: testNegatives.rawValue
    case .ties: ties.rawValue
    case .ownNegative: ownNegative.rawValue
    case .listedPositives: listedPositives.rawValue
    case .selectBy: selectBy.column
    }
  }

  private static func set<Choice: RawRepresentable<String>>(_ choice: inout Choice, _ text: String) -> Bool {
    guard let value = Choice(rawValue: text) else { return false }
    choice = value
    return true
  }

  private static func setting<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: Key, _ choices: Choice.Type, _ usual: Choice, _ summary: String
  ) -> Hyperparameter {
    Hyperparameter(
      key.rawValue, .choice(choices.allCases.map(\.rawValue)), default: .text(usual.rawValue), summary)
  }
}
