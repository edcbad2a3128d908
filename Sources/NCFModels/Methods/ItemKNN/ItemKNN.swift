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
  public let parameters: [Hyperparameter] = [.neighbours, .shrinkage]

  public init() {}

  /// Counting pairs: an interaction meets every other item of its user, a hundred or so.
  public func relativeCost(of values: Hyperparameters) -> Double { 200 }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    neighbourMemory(training, largestCount: values.integer(.neighbours))
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let (training, values) = (context.training, context.values)
    let similarity = CosineSimilarity(training, shrinkage: values.number(.shrinkage))
    return ClosedFormTrainer(
      ItemKNNFit(
        training: training,
        search: NeighbourSearch(similarity, largestCount: values.integer(.neighbours))))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { Neighbours.areHeld(by: weights, of: "item") }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    ItemKNNModel(training, try Neighbours(weights, of: "item", rowCount: training.itemCount))
  }
}
