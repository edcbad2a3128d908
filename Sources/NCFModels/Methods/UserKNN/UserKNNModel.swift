import NCFData
import NCFKernels
import NCFWeights

/// Scores items by the similarity of those of the user's neighbours who have them.
final class UserKNNModel: FittedModel, CatalogueRecommender {
  private let training: InteractionMatrix
  private let neighbours: Neighbours
  private let items: IndexRows
  /// b; nil for 1.
  private let itemWeights: [Float]?

  init(_ training: InteractionMatrix, _ neighbours: Neighbours, itemWeights: [Float]? = nil) {
    self.training = training
    self.neighbours = neighbours
    items = training.itemLists
    self.itemWeights = itemWeights
  }

  var itemCount: Int { training.itemCount }

  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    let sums = Extent(scores)
    for position in neighbours.range(of: user) {
      items.withRow(Int(neighbours.ids[position])) {
        Kernels.addIndicator(indices: $0, value: neighbours.similarities[position], to: sums)
      }
    }
    guard let itemWeights else { return }
    for item in scores.indices { scores[item] *= itemWeights[item] }
  }

  /// The neighbours of user after user (`Neighbours.weights`), and, if items weigh differently:
  ///
  /// | name | shape |
  /// |---|---|
  /// | `item.weight` (b) | items |
  var weights: TensorBundle {
    var bundle = neighbours.weights(of: "user")
    if let itemWeights {
      bundle[Self.itemWeight] = TensorBundle.Tensor(shape: [itemWeights.count], values: itemWeights)
    }
    return bundle
  }

  private static let itemWeight = "item.weight"

  static func recognises(_ weights: TensorBundle) -> Bool {
    Neighbours.areHeld(by: weights, of: "user", beside: [itemWeight])
  }

  /// - Throws: `InputError` if a tensor is missing or of another shape.
  convenience init(_ weights: TensorBundle, for training: InteractionMatrix) throws {
    self.init(
      training, try Neighbours(weights, of: "user", rowCount: training.userCount),
      itemWeights: weights[Self.itemWeight] == nil
        ? nil : try weights.values(of: Self.itemWeight, shape: [training.itemCount]))
  }
}

/// Finds the neighbours of every user.
struct UserKNNFit: ClosedForm {
  private let training: InteractionMatrix
  private let weights: InteractionWeights?
  private let reversesNeighbours: Bool
  private var search: NeighbourSearch

  init(_ settings: UserKNN.Settings, _ training: InteractionMatrix) {
    self.training = training
    let neighbourhood = settings.neighbourhood
    weights = InteractionWeights(training, neighbourhood.featureWeights)
    reversesNeighbours = settings.reversesNeighbours
    let similarity = ColumnSimilarity(
      training.transposed, measure: neighbourhood.measure, shrinkage: neighbourhood.shrinkage,
      weights: weights.map { ($0.items, $0.users) })
    search = NeighbourSearch(similarity, largestCount: neighbourhood.neighbours)
  }

  mutating func step() -> UserKNNModel? {
    guard var neighbours = search.step() else { return nil }
    if reversesNeighbours { neighbours = neighbours.transposed }
    guard let weights else { return UserKNNModel(training, neighbours) }
    let itemsAreEqual = weights.items.allSatisfy { $0 == 1 }
    return UserKNNModel(
      training, neighbours.weighted(by: weights.users), itemWeights: itemsAreEqual ? nil : weights.items)
  }
}
