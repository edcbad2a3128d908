import NCFData
import NCFModels

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

/// Ranks the whole catalogue for a user, without the items that the user has interacted with in training.
///
///     let ranking = CatalogueRanking(recommender: recommender, seen: dataset.training)
///     let items = ranking.top(10, for: 42)
///
/// Of equal scores the item with the lower number comes first. Scores that are not numbers come last.
public final class CatalogueRanking {
  private let recommender: any Recommender
  private let seen: InteractionMatrix
  private let catalogue: [Int32]
  private var scores: [Float]

  /// - Parameter seen: The items not to recommend; it also says how many users and items there are.
  public init(recommender: any Recommender, seen: InteractionMatrix) {
    self.recommender = recommender
    self.seen = seen
    catalogue = (0..<seen.itemCount).map { Int32($0) }
    scores = [Float](repeating: 0, count: seen.itemCount)
  }

  /// The best items for a user, best first: `count`, or all that are left if there are fewer.
  ///
  /// Complexity: one scoring of the catalogue, and O(items × log items).
  public func top(_ count: Int, for user: Int) -> [Recommendation] {
    catalogue.withUnsafeBufferPointer { items in
      scores.withUnsafeMutableBufferPointer { recommender.score(user: user, items: items, into: $0) }
    }
    var unseen: [Int32] = []
    unseen.reserveCapacity(catalogue.count)
    var position = seen.items(of: user).makeIterator()
    var next = position.next()
    for item in catalogue {
      if item == next { next = position.next() } else { unseen.append(item) }
    }
    func value(_ item: Int32) -> Float { scores[Int(item)].isNaN ? -.infinity : scores[Int(item)] }
    unseen.sort { value($0) > value($1) || value($0) == value($1) && $0 < $1 }
    return unseen.prefix(max(0, count)).map { Recommendation(item: $0, score: scores[Int($0)]) }
  }
}
