import Foundation
import NCFData
import NCFKernels
import NCFWeights

/// Scores items by the walks that reach them from the user's items.
final class RP3BetaModel: FittedModel, CatalogueRecommender {
  private let training: InteractionMatrix
  private let neighbours: Neighbours
  private let lists: NeighbourLists

  init(_ training: InteractionMatrix, _ neighbours: Neighbours) {
    self.training = training
    self.neighbours = neighbours
    lists = NeighbourLists(neighbours)
  }

  var itemCount: Int { training.itemCount }

  func scoreCatalogue(user: Int, into scores: UnsafeMutableBufferPointer<Float>) {
    scores.update(repeating: 0)
    let sums = Extent(scores)
    for item in training.items(of: user) {
      lists.withRow(Int(item)) { Kernels.addSparse(indices: $0, values: $1, to: sums) }
    }
  }

  /// The items that walks from item after item reach (`Neighbours.weights`).
  var weights: TensorBundle { neighbours.weights(of: "item") }
}

/// Walks of three steps from an item to its users, on to their items, with damped probabilities (Paudel et al.,
/// TiiS 2017, section 4):
///
///     w(i, j) = Σ_{u ∈ U_i ∩ U_j} (1/|U_i|)^α · (1/|I_u|)^α / |U_j|^β
struct RandomWalk: Similarity {
  private let training: InteractionMatrix
  private let common: CommonItems
  /// |I_u|^−α; shape users.
  private let userWeights: AlignedBuffer<Float>
  /// |U_i|^−α and |U_i|^−β; shape items.
  private let starts: [Float]
  private let penalties: [Float]

  init(_ training: InteractionMatrix, alpha: Double, beta: Double) {
    self.training = training
    common = CommonItems(ItemColumns(training), training)
    userWeights = AlignedBuffer(count: training.userCount, zero: 0)
    for user in 0..<training.userCount {
      userWeights[user] = Self.damped(training.items(of: user).count, alpha)
    }
    starts = training.itemFrequencies.map { Self.damped($0, alpha) }
    penalties = training.itemFrequencies.map { Self.damped($0, beta) }
  }

  private static func damped(_ count: Int, _ exponent: Double) -> Float {
    count == 0 ? 0 : Float(pow(Double(count), -exponent))
  }

  var rowCount: Int { training.itemCount }

  /// w(item, ·). Complexity: O(Σ_u |I_u|² + items²) for all items together.
  func fill(_ weights: Extent<Float>, for item: Int) {
    common.sum(userWeights, with: item, to: weights)
    for other in 0..<training.itemCount { weights[other] *= starts[item] * penalties[other] }
  }
}

/// Finds the items that walks from every item most likely reach.
struct RP3BetaFit: ClosedForm {
  private let training: InteractionMatrix
  private let settings: RP3Beta.Settings
  private var search: NeighbourSearch

  init(_ settings: RP3Beta.Settings, _ training: InteractionMatrix) {
    (self.settings, self.training) = (settings, training)
    let walks = RandomWalk(training, alpha: settings.alpha, beta: settings.beta)
    search = NeighbourSearch(walks, largestCount: settings.neighbours)
  }

  mutating func step() -> RP3BetaModel? {
    guard var neighbours = search.step() else { return nil }
    if settings.normalisesRows { neighbours = neighbours.normalisedRows }
    if settings.keptNeighbours == .rowsAndColumns {
      neighbours = neighbours.transposed.keepingLargest(settings.neighbours).transposed
    }
    return RP3BetaModel(training, neighbours)
  }
}
