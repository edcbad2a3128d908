import NCFExperiments

/// What the stored runs say of one claim of the paper, on one data set.
public struct Verdict: Hashable, Sendable {
  public enum Outcome: String, Hashable, Sendable, Encodable, CaseIterable {
    case holds
    case doesNotHold = "does not hold"
    case notEnoughRuns = "not enough runs"
  }

  /// The claim's name: "neumf-beats-gmf-and-mlp".
  public let claim: String
  /// The claim in words.
  public let statement: String
  /// Where the paper makes it.
  public let source: String
  /// When the claim is said to hold.
  public let rule: String
  public let dataset: String
  public let outcome: Outcome
  /// Why, in one sentence: the deciding numbers, or the runs that are missing.
  public let reason: String
  /// The numbers, one line for each comparison that the rule asks for.
  public let comparisons: [Comparison]
  /// The short identities of the runs behind it.
  public let runs: [String]
}

extension Verdict: Encodable {}
