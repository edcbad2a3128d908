import NCFData
import NCFWeights

/// Matrix factorisation with the log loss over sampled negatives (Rendle et al., RecSys 2020).
///
///     ŷ(u, i) = σ(p_u·q_i + b_u + b_i + b)
///
/// GMF whose prediction weights h are fixed at 1: a dot product in place of a learned similarity, with the same loss,
/// the same L2 and the same training. p_u and q_i have `factors` entries; b_u and b_i are left out without `biases`.
public struct MF: Method {
  public let name = "mf"
  public let title = "MF"
  public let summary = "matrix factorisation by dot product, with GMF's log loss over sampled negatives"
  public let parameters: [Hyperparameter] =
    [.factors] + Hyperparameter.networkTraining + [.initialDeviation, .biases]

  public init() {}

  public func normalise(_ values: Hyperparameters) throws -> Hyperparameters {
    try values.withoutUnspokenDefaults().withResolvedPenalties()
  }

  public func relativeCost(of values: Hyperparameters) -> Double {
    networkCost(of: values, factors: values.integer(.factors), layers: Self.layers(values))
  }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    networkMemory(
      of: values, on: training, factors: values.integer(.factors), layers: Self.layers(values))
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    NetworkTrainer(
      context, factors: context.values.integer(.factors), layers: Self.layers(context.values),
      learnsPrediction: false, deviation: context.values.number(.initialDeviation))
  }

  public func recognises(_ weights: TensorBundle) -> Bool {
    (try? NetworkShape(of: weights))?.methodName == name
  }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try NetworkRecommender(weights, of: name, on: training)
  }

  /// Biases are embeddings of width 1 that go straight into the prediction unit: a tower without hidden layers.
  private static func layers(_ values: Hyperparameters) -> [Int] { values.flag(.biases) ? biasLayers : [] }
  static let biasLayers = [2]
}
