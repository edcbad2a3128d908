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
