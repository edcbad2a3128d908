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
  public let style = LineStyle(colour: "#009E73", marker: 5, isDashed: false)

  public struct Settings: MethodSettings {
    /// The last layer's width.
    public var factors = 8
    public var tower = TowerSettings()
    public var training = NetworkTraining()
    public var embeddingDeviation = Network.usualDeviation
    public var initialisation = Initialisation.authorsCode

    public init() {}

    public static let declarations: [Setting<Settings>] =
      [Setting(.factors, \.factors, default: .derived)]
      + TowerSettings.declarations.map { $0.within(\.tower) }
      + NetworkTraining.declarations.map { $0.within(\.training) } + [
        TowerSettings.penalties.within(\.tower),
        Setting(.embeddingDeviation, \.embeddingDeviation, default: .unspoken),
        Setting(.initialisation, \.initialisation, default: .unspoken),
      ]

    /// - Throws: `ConfigurationConflict`, also if factors are given and the last layer has another width.
    public mutating func complete(_ given: GivenSettings) throws {
      try training.complete(given)
      try tower.complete(factors: factors, given)
      guard !given.contains(.factors) || factors == tower.last else {
        throw ConfigurationConflict(
          key: Hyperparameter.factors.key,
          problem: "factors is \(factors), but the last of layers is \(tower.last)")
      }
      factors = tower.last
    }
  }

  public init() {}

  public func relativeCost(of settings: Settings) -> Double {
    networkCost(of: settings.training, factors: 0, layers: settings.tower.layers)
  }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    networkMemory(of: settings.training, on: training, factors: 0, layers: settings.tower.layers)
  }

  public func threadCount(of settings: Settings) -> Int { settings.training.threads }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    NetworkTrainer(
      data.training, settings.training, factors: 0, layers: settings.tower.layers,
      l2Layers: settings.tower.l2Layers, deviation: settings.embeddingDeviation,
      initialisation: settings.initialisation)
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
