import NCFData
import NCFWeights

/// Truncated singular value decomposition of the interaction matrix, PureSVD (Cremonesi et al., RecSys 2010).
///
///     X ≈ U·Σ·Qᵀ
///     ŷ(u, i) = x_uᵀ·Q·q_i,   x_u the user's row of X                      (eq. 5)
///
/// X is the binary user × item matrix, missing entries as zeros; Q holds the right singular vectors of its `factors`
/// largest singular values, and p_u = Qᵀx_u is the user's projection onto them.
public struct PureSVD: Method {
  public let name = "puresvd"
  public let title = "PureSVD"
  public let summary = "truncated singular value decomposition; scores by projection"
  public let parameters: [Hyperparameter] = [.factors]

  public init() {}

  /// Lanczos takes some four steps per factor, each with two passes over the interactions and one over the basis.
  public func relativeCost(of values: Hyperparameters) -> Double { Double(30 * values.integer(.factors)) }

  /// The Krylov basis, which may have to grow, and the vectors.
  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    let (users, items) = (training.userCount, training.itemCount)
    let basis = min(items, 4 * values.integer(.factors) + 64)
    return 16 * basis * (items + basis) + 16 * (users + items) * values.integer(.factors)
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    ClosedFormTrainer(PureSVDFit(context.training, factors: context.values.integer(.factors)))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { LatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try LatentFactors(weights, for: training)
  }
}
