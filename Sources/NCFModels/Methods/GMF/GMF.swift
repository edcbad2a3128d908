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
  public let style = LineStyle(colour: "#0072B2", marker: 9, isDashed: false)

  public struct Settings: MethodSettings {
    public var factors = 8
    public var training = NetworkTraining()
    public var embeddingDeviation = Network.usualDeviation
    public var initialisation = Initialisation.authorsCode

    public init() {}

    public static let declarations: [Setting<Settings>] =
      [Setting(.factors, \.factors)] + NetworkTraining.declarations.map { $0.within(\.training) } + [
        Setting(.embeddingDeviation, \.embeddingDeviation, default: .unspoken),
        Setting(.initialisation, \.initialisation, default: .unspoken),
      ]

    public mutating func complete(_ given: GivenSettings) throws { try training.complete(given) }
  }

  public init() {}

  public func relativeCost(of settings: Settings) -> Double {
    networkCost(of: settings.training, factors: settings.factors, layers: [])
  }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    networkMemory(of: settings.training, on: training, factors: settings.factors, layers: [])
  }

  public func threadCount(of settings: Settings) -> Int { settings.training.threads }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    NetworkTrainer(
      data.training, settings.training, factors: settings.factors, layers: [],
      deviation: settings.embeddingDeviation,
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
