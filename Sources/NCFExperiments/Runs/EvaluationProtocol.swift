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

  public var heldOutItem: HeldOutItem
  public var testNegatives: TestNegatives
  public var ties: TieRule
  public var ownNegative: OwnNegative

  public init(
    heldOutItem: HeldOutItem = .latest, testNegatives: TestNegatives = .listed, ties: TieRule = .against,
    ownNegative: OwnNegative = .leftOut
  ) {
    self.heldOutItem = heldOutItem
    self.testNegatives = testNegatives
    self.ties = ties
    self.ownNegative = ownNegative
  }

  public static let standard = EvaluationProtocol()

  /// Copies of the test item stand in the files' lists, and are those of the files' test item.
  func check() throws {
    guard ownNegative == .counted, self != EvaluationProtocol(ties: ties, ownNegative: .counted) else {
      return
    }
    throw ConfigurationConflict(
      key: Key.ownNegative.rawValue,
      problem: "own_negative is counted, but that is of the listed negatives of the latest items only")
  }
}
