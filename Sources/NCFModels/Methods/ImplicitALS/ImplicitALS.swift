import Foundation
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
/// With a `confidence` c, all other pairs weigh 1, as in Hu et al.:
///
///     L = Σ_{(u,i) ∈ R} c·(1 − ŷ(u, i))² + Σ_{(u,i) ∉ R} ŷ(u, i)²
///         + λ·(Σ_u (c·|I_u| + |I| − |I_u|)^ν·‖p_u‖² + Σ_i (c·|U_i| + |U| − |U_i|)^ν·‖q_i‖²)
///     c = 1 + α·r,   or   c = 1 + α·ln(1 + r/ε)                              (their eq. 1 and 6; here r = 1)
///
/// Theirs is ν = 0. R are the training interactions, I_u the items of user u and U_i the users of item i, I and U all of them. The
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
    public var confidence = Confidence.constant
    /// α and ε of the confidence.
    public var confidenceAlpha = 40.0
    public var confidenceEpsilon = 1.0
    public var regularisationExponent = 1.0
    public var initialDeviation = 0.1
    public var seed = Hyperparameter.usualSeed

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.factors, \.factors),
      Setting(.epochs, \.epochs),
      Setting(.l2, \.l2),
      Setting(.unobservedWeight, \.unobservedWeight, where: { $0.confidence == .constant }),
      Setting(.confidence, \.confidence, default: .unspoken),
      Setting(.confidenceAlpha, \.confidenceAlpha, where: { $0.confidence != .constant }),
      Setting(.confidenceEpsilon, \.confidenceEpsilon, where: { $0.confidence == .logarithmic }),
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
      // What is not read is at its default.
      let usual = Self()
      switch confidence {
      case .constant:
        (confidenceAlpha, confidenceEpsilon) = (usual.confidenceAlpha, usual.confidenceEpsilon)
      case .linear:
        (unobservedWeight, confidenceEpsilon) = (usual.unobservedWeight, usual.confidenceEpsilon)
      case .logarithmic: unobservedWeight = usual.unobservedWeight
      }
    }
  }

  /// How much an observed pair weighs.
  public enum Confidence: String, SettingChoice {
    /// 1, beside α₀ for every pair.
    case constant
    /// 1 + α·r, beside 1 for the pairs that are not observed.
    case linear
    /// 1 + α·ln(1 + r/ε), beside the same.
    case logarithmic
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

extension ImplicitALS.Settings {
  /// c, for r = 1; nil where it is constant.
  var observedWeight: Double? {
    switch confidence {
    case .constant: nil
    case .linear: 1 + confidenceAlpha
    case .logarithmic: 1 + confidenceAlpha * log(1 + 1 / confidenceEpsilon)
    }
  }
}

extension Hyperparameter {
  public static let confidence = Hyperparameter(
    "confidence", ImplicitALS.Confidence.domain,
    "how pairs weigh: constant (if not given), by unobserved_weight; or, in place of it, 1, and observed ones 1 + α (linear) or 1 + α·ln(1 + 1/ε) (logarithmic) (iALS)"
  )
  public static let confidenceAlpha = Hyperparameter(
    "confidence_alpha", .number(0...100_000, exclusiveMinimum: true), "α of the confidence (iALS)")
  public static let confidenceEpsilon = Hyperparameter(
    "confidence_epsilon", .number(0...100_000, exclusiveMinimum: true),
    "ε of the logarithmic confidence (iALS)")
  public static let unobservedWeight = Hyperparameter(
    "unobserved_weight", .number(0...1_000),
    "α₀, the weight of every user–item pair beside that of the observed ones, which is 1 (iALS)")
  public static let regularisationExponent = Hyperparameter(
    "regularisation_exponent", .number(0...2),
    "ν, how far a vector's regularisation grows with the weight of its data; 0 regularises all alike (iALS)")
}
