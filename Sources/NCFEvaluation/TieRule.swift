/// Where a held-out item ranks among negatives of the same score.
public enum TieRule: String, Hashable, Sendable, CaseIterable {
  /// Behind all of them: a model that gives every item one score gets no credit.
  case against
  /// Before all of them, as where a stable sort finds the held-out item first: such a model seems perfect.
  case inFavour = "for"

  /// Whether a negative does not push the held-out item down. A score that is not a number always does.
  @inline(__always)
  func isBehind(_ negative: Float, _ own: Float) -> Bool {
    switch self {
    case .against: negative < own
    case .inFavour: negative <= own
    }
  }
}
