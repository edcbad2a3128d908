import NCFData
import NCFKernels
import NCFWeights

/// Item-based nearest neighbours (Sarwar et al., WWW 2001; on implicit feedback, Hu et al., ICDM 2008).
///
///     ŷ(u, i) = Σ_{j ∈ I_u ∩ N_k(i)} b_j·s(j, i)
///
/// s is one of the similarities of `ColumnSimilarity`, the cosine where nothing else is said. b_j is 1, or the item's share
/// in the `InteractionWeights`, which then weigh in s too; the user's share is the same for all items and left out. I_u are
/// the items of user u; N_k(i) are the k items most similar to the candidate i (not to the user's items: on MovieLens,
/// neighbourhoods of the candidate rank clearly better).
public struct ItemKNN: Method {
  public let name = "itemknn"
  public let title = "ItemKNN"
  public let summary =
    "item-based nearest neighbours by the cosine of the items' user vectors, or other similarities"
  public let style = LineStyle(colour: "#56B4E9", marker: 8, isDashed: true)

  public typealias Settings = NeighbourhoodSettings

  public init() {}

  /// Counting pairs: an interaction meets every other item of its user, a hundred or so.
  public func relativeCost(of settings: Settings) -> Double { 200 }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    neighbourMemory(training, largestCount: settings.neighbours)
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ClosedFormTrainer(ItemKNNFit(settings, data.training))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { Neighbours.areHeld(by: weights, of: "item") }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    ItemKNNModel(training, try Neighbours(weights, of: "item", rowCount: training.itemCount))
  }
}

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
