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

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    try PureSVDTrainer(context)
  }
}
