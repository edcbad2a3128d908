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
  public let style = LineStyle(colour: "#999933", marker: 15, isDashed: true)

  public struct Settings: MethodSettings {
    public var factors = 8
    public var epochs = 16
    public var l2 = 0.003
    public var unobservedWeight = 0.1
    public var regularisationExponent = 1.0
    public var initialDeviation = 0.1
    public var seed = Hyperparameter.usualSeed

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.factors, \.factors),
      Setting(.epochs, \.epochs),
      Setting(.l2, \.l2),
      Setting(.unobservedWeight, \.unobservedWeight),
      Setting(.regularisationExponent, \.regularisationExponent),
      Setting(.initialDeviation, \.initialDeviation),
      Setting(.seed, \.seed),
    ]

    /// - Throws: `ConfigurationConflict` if there is no regularisation: the least squares of a row with few entries
    ///   then have no unique solution.
    public mutating func complete(_ given: GivenSettings) throws {
      guard l2 > 0 else {
        throw ConfigurationConflict(key: Hyperparameter.l2.key, problem: "iALS needs an l2 above 0, found 0")
      }
    }
  }

  public init() {}

  /// An interaction adds to the normal equations of its user and of its item; these products run at full speed.
  public func relativeCost(of settings: Settings) -> Double {
    let factors = Double(settings.factors)
    return factors * factors + 40 * factors
  }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    let width = paddedWidth(settings.factors)
    let rows = training.userCount + training.itemCount
    let floats = LearnedParameters.floats(rows * width, .sgd) + 8 * width * width + rows
    return 4 * floats + 20 * training.interactionCount
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ImplicitALSTrainer(settings, data.training)
  }

  public func recognises(_ weights: TensorBundle) -> Bool { LatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try LatentFactors(weights, for: training)
  }
}

extension Hyperparameter {
  public static let unobservedWeight = Hyperparameter(
    "unobserved_weight", .number(0...1_000),
    "α₀, the weight of every user–item pair beside that of the observed ones, which is 1 (iALS)")
  public static let regularisationExponent = Hyperparameter(
    "regularisation_exponent", .number(0...2),
    "ν, how far a vector's regularisation grows with the weight of its data; 0 regularises all alike (iALS)")
}
