import NCFData
import NCFWeights

/// Multi-layer perceptron over concatenated embeddings (He et al. 2017, section 3.3).
///
///     a₀ = [p_u; q_i],  aₗ = ReLU(Wₗᵀaₗ₋₁ + bₗ),  ŷ(u, i) = σ(hᵀa_L + b)     (eq. 10)
///
/// The tower halves from 2^L·f to f, where L is the depth and f the number of predictive factors. With depth 0
/// the embeddings feed the prediction unit directly (tables 3 and 4).
public struct MLP: Method {
  public let name = "mlp"
  public let title = "MLP"
  public let summary = "multi-layer perceptron over the concatenated embeddings"
  public let parameters: [Hyperparameter] =
    [.factors.defaulting(to: nil), .depth, .layers] + Hyperparameter.networkTraining
    + [.l2Layers, .embeddingDeviation]

  public init() {}

  public func normalise(_ values: Hyperparameters) throws -> Hyperparameters {
    var normalised = try values.withResolvedLayers()
    let last = normalised.integers(.layers).last!
    if let factors = values[.factors], factors != .integer(last) {
      throw ConfigurationConflict(
        key: Hyperparameter.factors.key, problem: "factors is \(factors), but the last of layers is \(last)")
    }
    normalised[.factors] = .integer(last)
    return normalised
  }

  public func relativeCost(of values: Hyperparameters) -> Double {
    networkCost(of: values, factors: 0, layers: values.integers(.layers))
  }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    networkMemory(of: values, on: training, factors: 0, layers: values.integers(.layers))
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    NetworkTrainer(context, factors: 0, layers: context.values.integers(.layers))
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
