import NCFData
import NCFKernels
import NCFWeights

/// Sparse linear methods, SLIM (Ning and Karypis, ICDM 2011).
///
///     ŷ(u, j) = Σ_{i ∈ I_u} W_ij
///     min 1/(2n)·‖X − XW‖² + α·ρ·‖W‖₁ + ½·α·(1 − ρ)·‖W‖²  with  diag(W) = 0, W ≥ 0     (eq. 3)
///
/// X is the binary user × item matrix with n users, W has items × items entries. α and ρ are scikit-learn's `alpha` and
/// `l1_ratio`, as in Dacrema et al. (TOIS 2021); in Ning and Karypis's terms β = n·α·(1 − ρ) and λ = n·α·ρ. Each column
/// of W is a regression of its own (`ElasticNetSolver`), of which the k largest weights are kept.
public struct SLIM: Method {
  public let name = "slim"
  public let title = "SLIM"
  public let summary = "sparse linear item weights by an elastic net, column by column"
  public let style = LineStyle(colour: "#AA4499", marker: 3, isDashed: true)

  public struct Settings: MethodSettings {
    /// α.
    public var alpha = 0.05
    /// ρ.
    public var l1Ratio = 0.001
    public var isNonNegative = true
    public var neighbours = 500
    /// The duality gap at which a column is done, as a share of its objective without weights.
    public var tolerance = 1e-4

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.elasticNetAlpha, \.alpha),
      Setting(.l1Ratio, \.l1Ratio),
      Setting(.nonNegative, \.isNonNegative),
      Setting(.neighbours, \.neighbours),
      Setting(.tolerance, \.tolerance),
    ]
  }

  public init() {}

  /// The regressions' cycles over working sets of some hundred items, spread over the interactions of MovieLens-1M.
  public func relativeCost(of settings: Settings) -> Double { 500_000 }

  /// The items' Gram matrix, the largest working set, and the weights as neighbours and twice as tensors.
  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    4 * training.itemCount * paddedWidth(training.itemCount) * (settings.isNonNegative ? 1 : 3)
      + neighbourMemory(training, largestCount: settings.neighbours)
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    ClosedFormTrainer(SLIMFit(settings, data.training))
  }

  public func recognises(_ weights: TensorBundle) -> Bool { Neighbours.areHeld(by: weights, of: "item") }

  /// Items' weights are scored as their neighbours are.
  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    ItemKNNModel(training, try Neighbours(weights, of: "item", rowCount: training.itemCount))
  }
}

extension Hyperparameter {
  public static let elasticNetAlpha = Hyperparameter(
    "elastic_net_alpha", .number(0...10_000, exclusiveMinimum: true),
    "α, the weight of the penalty, per user, as alpha in scikit-learn (SLIM)")
  public static let l1Ratio = Hyperparameter(
    "l1_ratio", .number(0...1), "ρ, the share of L1 in the penalty; the rest is L2 (SLIM)")
  public static let nonNegative = Hyperparameter(
    "non_negative", .flag, "whether item weights below zero are ruled out (SLIM)")
  public static let tolerance = Hyperparameter(
    "tolerance", .number(0...1, exclusiveMinimum: true),
    "duality gap at which a column is done, as a share of its objective without weights (SLIM)")
}
