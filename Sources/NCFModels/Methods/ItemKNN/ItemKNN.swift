import NCFData
import NCFWeights

/// Item-based nearest neighbours (Sarwar et al., WWW 2001; on implicit feedback, Hu et al., ICDM 2008).
///
///     s(i, j) = |U_i ∩ U_j| / (√(|U_i|·|U_j|) + shrinkage)
///     ŷ(u, i) = Σ_{j ∈ I_u ∩ N_k(i)} s(i, j)
///
/// U_i are the users of item i and I_u the items of user u; N_k(i) are the k items most similar to the candidate i
/// (not to the user's items: on MovieLens, neighbourhoods of the candidate rank clearly better).
public struct ItemKNN: Method {
  public let name = "itemknn"
  public let title = "ItemKNN"
  public let summary = "item-based nearest neighbours by the cosine of the items' user vectors"
  public let style = LineStyle(colour: "#56B4E9", marker: 8, isDashed: true)

  public struct Settings: MethodSettings {
    public var neighbours = 50
    public var shrinkage = 0.0

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.neighbours, \.neighbours),
      Setting(.shrinkage, \.shrinkage),
    ]
  }

  public init() {}

  /// Counting pairs: an interaction meets every other item of its user, a hundred or so.
  public func relativeCost(of settings: Settings) -> Double { 200 }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    neighbourMemory(training, largestCount: settings.neighbours)
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    let similarity = CosineSimilarity(data.training, shrinkage: settings.shrinkage)
    return ClosedFormTrainer(
      ItemKNNFit(
        training: data.training, search: NeighbourSearch(similarity, largestCount: settings.neighbours)))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { Neighbours.areHeld(by: weights, of: "item") }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    ItemKNNModel(training, try Neighbours(weights, of: "item", rowCount: training.itemCount))
  }
}
