import NCFData
import NCFWeights

/// Random walks of three steps with a penalty on popularity, RP3beta (Paudel et al., TiiS 2017).
///
///     w(i, j) = Σ_{u ∈ U_i ∩ U_j} (1/|U_i|)^α · (1/|I_u|)^α / |U_j|^β
///     ŷ(u, j) = Σ_{i ∈ I_u : j ∈ N_k(i)} w(i, j)
///
/// A walk goes from the user to one of their items i, on to one of that item's users, and on to one of their items
/// j. N_k(i) are the k items with the largest w(i, ·), as in the implementation of Dacrema et al. (RecSys 2019). The
/// first step's probability is the same for all of a user's items and does not change the order.
public struct RP3Beta: Method {
  public let name = "rp3beta"
  public let title = "RP3beta"
  public let summary = "random walks of three steps over users and items, with a penalty on popular items"
  public let parameters: [Hyperparameter] = [.neighbours.defaulting(to: .integer(100)), .alpha, .beta]

  public init() {}

  /// Counting walks: an interaction meets every other item of its user, a hundred or so.
  public func relativeCost(of values: Hyperparameters) -> Double { 200 }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    neighbourMemory(training, largestCount: values.integer(.neighbours))
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let (training, values) = (context.training, context.values)
    let similarity = RandomWalk(training, alpha: values.number(.alpha), beta: values.number(.beta))
    return ClosedFormTrainer(
      RP3BetaFit(
        training: training,
        search: NeighbourSearch(similarity, largestCount: values.integer(.neighbours))))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { Neighbours.areHeld(by: weights, of: "item") }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    RP3BetaModel(training, try Neighbours(weights, of: "item", rowCount: training.itemCount))
  }
}
