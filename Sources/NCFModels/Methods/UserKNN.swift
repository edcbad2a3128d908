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

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let neighbours = context.values.integer(.neighbours)
    return UserNeighbourhoodTrainer(
      context.training,
      CosineSimilarity(context.training.transposed, shrinkage: context.values.number(.shrinkage))
        .neighbours(largestCount: neighbours == 0 ? nil : neighbours))
  }
}
