import NCFData
import NCFWeights

/// Generalised matrix factorisation (He et al. 2017, section 3.2).
///
///     ŷ(u, i) = σ(hᵀ(p_u ⊙ q_i) + b)                                   (eq. 8, 9)
///
/// p_u, q_i and h have `factors` entries.
public struct GMF: Method {
  public let name = "gmf"
  public let title = "GMF"
  public let summary = "generalised matrix factorisation: element-wise product, then a sigmoid unit"
  public let parameters: [Hyperparameter] =
    [.factors] + Hyperparameter.networkTraining + [.embeddingDeviation]

  public init() {}

  public func normalise(_ values: Hyperparameters) throws -> Hyperparameters {
    try values.withoutUnspokenDefaults().withResolvedPenalties()
  }

  public func relativeCost(of values: Hyperparameters) -> Double {
    networkCost(of: values, factors: values.integer(.factors), layers: [])
  }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    networkMemory(of: values, on: training, factors: values.integer(.factors), layers: [])
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    NetworkTrainer(context, factors: context.values.integer(.factors), layers: [])
  }

  public func recognises(_ weights: TensorBundle) -> Bool {
    (try? NetworkShape(of: weights))?.methodName == name
  }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try NetworkRecommender(weights, of: name, on: training)
  }
}
