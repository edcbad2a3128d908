import NCFData
import NCFKernels
import NCFWeights

/// Scores items by the similarity of those of the user's neighbours who have them.
final class UserKNNModel: FittedModel, CatalogueRecommender {
  private let training: InteractionMatrix
  private let neighbours: Neighbours

  init(_ training: InteractionMatrix, _ neighbours: Neighbours) {
    self.training = training
    self.neighbours = neighbours
  }

  var itemCount: Int { training.itemCount }

  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    guard let sums = scores.baseAddress else { return }
    training.items.withUnsafeBufferPointer { items in
      for position in neighbours.range(of: user) {
        let other = Int(neighbours.ids[position])
        let range = training.offsets[other]..<training.offsets[other + 1]
        guard !range.isEmpty else { continue }
        Kernels.addIndicator(
          indices: items.baseAddress! + range.lowerBound, value: neighbours.similarities[position],
          count: range.count, to: sums)
      }
    }
  }

  /// The neighbours of user after user (`Neighbours.weights`).
  var weights: TensorBundle { neighbours.weights(of: "user") }
}

/// Finds the neighbours of every user.
struct UserKNNFit: ClosedForm {
  let training: InteractionMatrix
  var search: NeighbourSearch

  mutating func step() -> UserKNNModel? { search.step().map { UserKNNModel(training, $0) } }
}
