import NCFData
import NCFKernels
import NCFWeights

/// Alternating least squares on implicit feedback, iALS (Hu, Koren and Volinsky, ICDM 2008), with the
/// regularisation that Rendle et al. (RecSys 2022, arXiv 2110.14037) advise.
///
///     ŷ(u, i) = p_u·q_i
///     L = Σ_{(u,i) ∈ R} (1 − ŷ(u, i))² + α₀·Σ_{u,i} ŷ(u, i)²
///         + λ·(Σ_u (|I_u| + α₀·|I|)^ν·‖p_u‖² + Σ_i (|U_i| + α₀·|U|)^ν·‖q_i‖²)
///
/// R are the training interactions, I_u the items of user u and U_i the users of item i, I and U all of them. The
/// entries of p_u and q_i start from N(0, σ²/`factors`). Each epoch sets every p_u, then every q_i, to its optimum
/// with the other side fixed, in O(interactions·factors² + (users + items)·factors³).
public struct ImplicitALS: Method {
  public let name = "ials"
  public let title = "iALS"
  public let summary = "alternating least squares on implicit feedback, every unobserved pair counted"
  public let parameters: [Hyperparameter] = [
    .factors, .epochs.defaulting(to: .integer(16)), .l2.defaulting(to: .number(0.003)), .unobservedWeight,
    .regularisationExponent, .initialDeviation, .seed,
  ]

  public init() {}

  /// - Throws: `ConfigurationConflict` if there is no regularisation: the least squares of a row with few entries
  ///   then have no unique solution.
  public func normalise(_ values: Hyperparameters) throws -> Hyperparameters {
    guard values.number(.l2) > 0 else {
      throw ConfigurationConflict(key: Hyperparameter.l2.key, problem: "iALS needs an l2 above 0, found 0")
    }
    return values
  }

  /// An interaction adds to the normal equations of its user and of its item; these products run at full speed.
  public func relativeCost(of values: Hyperparameters) -> Double {
    let factors = Double(values.integer(.factors))
    return factors * factors + 40 * factors
  }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    let width = paddedWidth(values.integer(.factors))
    let rows = training.userCount + training.itemCount
    let floats = LearnedParameters.floats(rows * width, .sgd) + 8 * width * width + rows
    return 4 * floats + 20 * training.interactionCount
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer { ImplicitALSTrainer(context) }

  public func recognises(_ weights: TensorBundle) -> Bool { LatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try LatentFactors(weights, for: training)
  }
}
