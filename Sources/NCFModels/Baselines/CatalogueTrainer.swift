/// The trainer of a method without epochs whose scores come for all items at once, as sums over the user's items
/// or neighbours.
protocol CatalogueTrainer: Trainer {
  var itemCount: Int { get }
}

extension CatalogueTrainer {
  var epochCount: Int { 0 }

  /// The model is complete when the trainer is made.
  func trainEpoch() -> Double { 0 }

  func prepareToScore() {}

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: itemCount) { catalogue in
      scoreCatalogue(user: user, into: catalogue)
      for (index, item) in items.enumerated() { scores[index] = catalogue[Int(item)] }
    }
  }
}
