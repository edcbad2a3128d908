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
  public let style = LineStyle(colour: "#44AA99", marker: 13, isDashed: true)

  public struct Settings: MethodSettings {
    public var factors = 8
    public var training = NetworkTraining()
    public var initialDeviation = 0.1
    public var biases = true

    public init() {}

    public static let declarations: [Setting<Settings>] =
      [Setting(.factors, \.factors)] + NetworkTraining.declarations.map { $0.within(\.training) } + [
        Setting(.initialDeviation, \.initialDeviation), Setting(.biases, \.biases),
      ]

    public mutating func complete(_ given: GivenSettings) throws { try training.complete(given) }

    /// Biases are embeddings of width 1 that go straight into the prediction unit: a tower without hidden layers.
    var layers: [Int] { biases ? MF.biasLayers : [] }
  }

  static let biasLayers = [2]

  public init() {}

  public func relativeCost(of settings: Settings) -> Double {
    networkCost(of: settings.training, factors: settings.factors, layers: settings.layers)
  }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    networkMemory(of: settings.training, on: training, factors: settings.factors, layers: settings.layers)
  }

  public func threadCount(of settings: Settings) -> Int { settings.training.threads }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    NetworkTrainer(
      data.training, settings.training, factors: settings.factors, layers: settings.layers,
      learnsPrediction: false, deviation: settings.initialDeviation)
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

extension Hyperparameter {
  public static let biases = Hyperparameter(
    "biases", .flag, "whether users and items have a bias beside their vectors (MF)")
}
