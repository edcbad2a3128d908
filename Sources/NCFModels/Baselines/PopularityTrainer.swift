import NCFData
import NCFWeights

/// Scores items by their number of training interactions.
final class PopularityTrainer: Trainer {
  let epochCount = 0
  /// Interactions of each item; whole numbers.
  private var counts: [Float]

  init(_ training: InteractionMatrix) { counts = training.itemFrequencies.map(Float.init) }

  /// The counts are complete when the trainer is made.
  func trainEpoch() -> Double { 0 }

  func prepareToScore() {}

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for (index, item) in items.enumerated() { scores[index] = counts[Int(item)] }
  }

  /// | name | shape |
  /// |---|---|
  /// | `item.count` | items |
  var weights: TensorBundle {
    TensorBundle(["item.count": TensorBundle.Tensor(shape: [counts.count], values: counts)])
  }

  func restore(_ weights: TensorBundle) throws {
    counts = try weights.values(of: "item.count", shape: [counts.count])
  }
}
