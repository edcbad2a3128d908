import NCFData
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
