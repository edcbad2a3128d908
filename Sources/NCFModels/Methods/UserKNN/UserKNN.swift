import NCFData
import NCFWeights

/// User-based nearest neighbours (Resnick et al., CSCW 1994; on implicit feedback as in Dacrema et al., RecSys
/// 2019).
///
///     s(u, v) = |I_u ∩ I_v| / (√(|I_u|·|I_v|) + shrinkage)
///     ŷ(u, i) = Σ_{v ∈ N_k(u) ∩ U_i} s(u, v)
///
/// I_u are the items of user u and U_i the users of item i; N_k(u) are the k users most similar to u.
public struct UserKNN: Method {
  public let name = "userknn"
  public let title = "UserKNN"
  public let summary = "user-based nearest neighbours by the cosine of the users' item vectors"
  public let parameters: [Hyperparameter] = [.neighbours, .shrinkage]

  public init() {}

  /// Counting pairs: an interaction meets every other user of its item, a few hundred.
  public func relativeCost(of values: Hyperparameters) -> Double { 500 }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    neighbourMemory(training.transposed, largestCount: values.integer(.neighbours))
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let (training, values) = (context.training, context.values)
    let similarity = CosineSimilarity(training.transposed, shrinkage: values.number(.shrinkage))
    return ClosedFormTrainer(
      UserKNNFit(
        training: training,
        search: NeighbourSearch(similarity, largestCount: values.integer(.neighbours))))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { Neighbours.areHeld(by: weights, of: "user") }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    UserKNNModel(training, try Neighbours(weights, of: "user", rowCount: training.userCount))
  }
}
