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

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let neighbours = context.values.integer(.neighbours)
    return RandomWalkTrainer(
      context.training,
      RandomWalk(
        context.training, alpha: context.values.number(.alpha), beta: context.values.number(.beta)
      ).neighbours(largestCount: neighbours == 0 ? nil : neighbours))
  }
}
