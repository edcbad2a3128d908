import NCFData
import NCFKernels
import NCFWeights

/// Scores items by their similarity to those of the user's items that are among their neighbours.
final class ItemKNNModel: FittedModel {
  private let training: InteractionMatrix
  private let neighbours: Neighbours
  private let lists: NeighbourLists
  /// 1 for each item of the user at hand, 0 elsewhere; shape `itemCount`.
  private let profile: AlignedBuffer<Float>

  init(_ training: InteractionMatrix, _ neighbours: Neighbours) {
    self.training = training
    self.neighbours = neighbours
    lists = NeighbourLists(neighbours)
    profile = AlignedBuffer(count: training.itemCount, zero: 0)
  }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    for item in training.items(of: user) { profile[Int(item)] = 1 }
    for (index, item) in items.enumerated() {
      scores[index] = lists.withRow(Int(item)) { others, similarities in
        Kernels.sparseDotProduct(indices: others, values: similarities, dense: profile.extent)
      }
    }
    for item in training.items(of: user) { profile[Int(item)] = 0 }
  }

  /// The neighbours of item after item (`Neighbours.weights`).
  var weights: TensorBundle { neighbours.weights(of: "item") }
}

/// Finds the neighbours of every item.
struct ItemKNNFit: ClosedForm {
  private let training: InteractionMatrix
  private let weights: InteractionWeights?
  private var search: NeighbourSearch

  init(_ settings: ItemKNN.Settings, _ training: InteractionMatrix) {
    self.training = training
    weights = InteractionWeights(training, settings.featureWeights)
    let similarity = ColumnSimilarity(
      training, measure: settings.measure, shrinkage: settings.shrinkage,
      weights: weights.map { ($0.users, $0.items) })
    search = NeighbourSearch(similarity, largestCount: settings.neighbours)
  }

  mutating func step() -> ItemKNNModel? {
    guard let neighbours = search.step() else { return nil }
    return ItemKNNModel(training, weights.map { neighbours.weighted(by: $0.items) } ?? neighbours)
  }
}
