/// A claim of the paper, and the rule by which stored runs decide it.
///
/// To add a claim, write one file in `Claims` with a type that conforms and add it to `ClaimRegistry.all`.
protocol Claim: Sendable {
  /// The name in files: "gmf-beats-bpr".
  var name: String { get }
  /// The claim in words.
  var statement: String { get }
  /// Where the paper makes it, and with what number.
  var source: String { get }
  /// When the claim is said to hold, precisely enough to be checked by hand.
  var rule: String { get }

  /// What the runs of one data set say.
  func check(_ catalog: RunCatalog, dataset: String) -> Finding
}

/// What the check of a claim found.
struct Finding {
  /// The cells that were looked at.
  let cells: [RunCell]
  var comparisons: [Comparison] = []
  /// Nil if runs are missing.
  var holds: Bool?
  /// The deciding numbers; empty if runs are missing.
  var reason = ""
  /// What is missing beside runs that have not finished.
  var shortage: String?

  /// Runs that the rule needs and that have not finished.
  var missing: [RunQuery] { cells.filter { $0.chosen == nil }.map(\.query) }
}
