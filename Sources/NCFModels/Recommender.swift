/// Something that scores items for a user. Higher means more relevant; scores of different users need not be
/// comparable.
public protocol Recommender: AnyObject {
  /// Scores `items` for `user` into `scores`, which has the same count. Called from one thread at a time.
  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>)

  /// Scores every item for `user` into `scores`, in the order of their ids: the same scores, up to rounding, as
  /// `score` gives. Methods for which the whole catalogue at once is cheaper than item by item have an
  /// implementation of their own.
  /// - Parameter scores: As many as there are items.
  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>)

  /// Whether a score z is a logit, so that σ(z) is the predicted probability.
  var scoresAreLogits: Bool { get }
}

extension Recommender {
  public func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: scores.count) { items in
      for item in items.indices { items[item] = Int32(item) }
      score(user: user, items: UnsafeBufferPointer(items), into: scores)
    }
  }

  public var scoresAreLogits: Bool { false }
}

/// A recommender whose scores come for all items at once, as sums over the user's items or neighbours.
protocol CatalogueRecommender: Recommender {
  var itemCount: Int { get }
}

extension CatalogueRecommender {
  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: itemCount) { catalogue in
      scoreCatalogue(user: user, into: catalogue)
      for (index, item) in items.enumerated() { scores[index] = catalogue[Int(item)] }
    }
  }
}
