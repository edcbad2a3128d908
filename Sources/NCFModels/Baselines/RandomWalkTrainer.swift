import NCFData
import NCFKernels
import NCFWeights

/// Scores items by the walks that reach them from the user's items.
final class RandomWalkTrainer: CatalogueTrainer {
  private let training: InteractionMatrix
  private var neighbours: Neighbours

  init(_ training: InteractionMatrix, _ neighbours: Neighbours) {
    self.training = training
    self.neighbours = neighbours
  }

  var itemCount: Int { training.itemCount }

  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    guard let sums = scores.baseAddress else { return }
    neighbours.ids.withUnsafeBufferPointer { ids in
      neighbours.similarities.withUnsafeBufferPointer { weights in
        for item in training.items(of: user) {
          let range = neighbours.range(of: Int(item))
          guard !range.isEmpty else { continue }
          Kernels.addSparse(
            indices: ids.baseAddress! + range.lowerBound, values: weights.baseAddress! + range.lowerBound,
            count: range.count, to: sums)
        }
      }
    }
  }

  /// The items that walks from item after item reach (`Neighbours.weights`).
  var weights: TensorBundle { neighbours.weights(of: "item") }

  func restore(_ weights: TensorBundle) throws {
    neighbours = try Neighbours(weights, of: "item", rowCount: training.itemCount)
  }
}
