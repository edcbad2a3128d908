/// An item that is recommended to a user.
public struct Recommendation: Hashable, Sendable {
  public let item: Int32
  /// The recommender's score; higher means more relevant.
  public let score: Float

  public init(item: Int32, score: Float) {
    self.item = item
    self.score = score
  }
}
