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
  public let style = LineStyle(colour: "#E69F00", marker: 10, isDashed: true)

  public struct Settings: MethodSettings {
    public var factors = 8
    public var epochs = 25
    public var l2 = 10.0
    public var missingWeight = 128.0
    public var popularityExponent = 0.4
    public var seed = Hyperparameter.usualSeed

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.factors, \.factors),
      Setting(.epochs, \.epochs),
      Setting(.l2, \.l2),
      Setting(.missingWeight, \.missingWeight),
      Setting(.popularityExponent, \.popularityExponent),
      Setting(.seed, \.seed),
    ]
  }

  public init() {}

  /// Each interaction takes part in the update of each factor twice, once for its user and once for its item.
  public func relativeCost(of settings: Settings) -> Double { Double(30 * settings.factors) }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    let width = paddedWidth(settings.factors)
    let rows = training.userCount + training.itemCount
    let floats =
      LearnedParameters.floats(rows * width, .sgd) + 8 * width * width + max(
        training.userCount, training.itemCount) * width
    return 4 * floats + 20 * training.interactionCount
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    EALSTrainer(settings, data.training)
  }

  public func recognises(_ weights: TensorBundle) -> Bool { LatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try LatentFactors(weights, for: training)
  }
}

extension Hyperparameter {
  public static let missingWeight = Hyperparameter(
    "missing_weight", .number(0...1_000_000),
    "c₀, the total weight of a user's missing entries, which the items share (eALS, eq. 8)")
  public static let popularityExponent = Hyperparameter(
    "popularity_exponent", .number(0...10),
    "α, how much more a popular item's missing entry weighs; 0 weighs all alike (eALS, eq. 8)")
}
