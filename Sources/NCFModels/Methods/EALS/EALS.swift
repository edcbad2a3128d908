import NCFData
import NCFKernels
import NCFWeights

/// Element-wise alternating least squares with popularity-weighted missing data (He et al., SIGIR 2016).
///
///     ŷ(u, i) = p_u·q_i
///     L = Σ_{(u,i) ∈ R} (1 − ŷ(u, i))² + Σ_u Σ_{i ∉ R_u} c_i·ŷ(u, i)² + λ·(‖P‖² + ‖Q‖²)      (eq. 7)
///     c_i = c₀·f_i^α / Σ_j f_j^α                                                                (eq. 8)
///
/// R are the training interactions, f_i the number of those of item i; p_u and q_i have `factors` entries. Each
/// epoch is one sweep of algorithm 1: every element of P, then of Q, is set to its optimum with all others fixed,
/// in O((users + items)·factors² + interactions·factors).
public struct EALS: Method {
  public let name = "eals"
  public let title = "eALS"
  public let summary = "element-wise alternating least squares with popularity-weighted missing data"
  public let parameters: [Hyperparameter] = [
    .factors, .epochs.defaulting(to: .integer(25)), .l2.defaulting(to: .number(10)), .missingWeight,
    .popularityExponent, .seed,
  ]

  public init() {}

  /// Each interaction takes part in the update of each factor twice, once for its user and once for its item.
  public func relativeCost(of values: Hyperparameters) -> Double {
    Double(30 * values.integer(.factors))
  }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    let width = paddedWidth(values.integer(.factors))
    let rows = training.userCount + training.itemCount
    let floats =
      LearnedParameters.floats(rows * width, .sgd) + 8 * width * width + max(
        training.userCount, training.itemCount) * width
    return 4 * floats + 20 * training.interactionCount
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer { EALSTrainer(context) }

  public func recognises(_ weights: TensorBundle) -> Bool { LatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try LatentFactors(weights, for: training)
  }
}
