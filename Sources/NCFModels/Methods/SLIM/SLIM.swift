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

/// Fits W: XᵀX some rows at a time, then a column in each step.
struct SLIMFit: ClosedForm {
  /// Counts of pairs of items that a step looks at, at least.
  private static let stretch = 1 << 17

  private let settings: SLIM.Settings
  private let training: InteractionMatrix
  private let common: CommonItems
  private let counts: AlignedBuffer<Int32>
  /// XᵀX; items rows of `stride` floats.
  private let gram: AlignedBuffer<Float>
  private let stride: Int
  private var rowsDone = 0
  /// Once XᵀX is complete.
  private var search: NeighbourSearch?

  init(_ settings: SLIM.Settings, _ training: InteractionMatrix) {
    (self.settings, self.training) = (settings, training)
    common = CommonItems(ItemColumns(training), training)
    stride = paddedWidth(training.itemCount)
    counts = AlignedBuffer(count: training.itemCount, zero: 0)
    gram = AlignedBuffer(count: training.itemCount * stride, zero: 0)
  }

  mutating func step() -> ItemKNNModel? {
    guard search != nil else {
      setRows()
      if rowsDone == training.itemCount {
        let regressions = ElasticNetSolver(
          gram: gram, order: training.itemCount, stride: stride, penalty: penalty,
          tolerance: settings.tolerance)
        search = NeighbourSearch(regressions, largestCount: settings.neighbours, rowsPerStep: 1)
      }
      return nil
    }
    return search?.step().map { ItemKNNModel(training, $0) }
  }

  /// n·α·ρ and n·α·(1 − ρ).
  private var penalty: ElasticNetPenalty {
    let total = Double(training.userCount) * settings.alpha
    return ElasticNetPenalty(
      l1: Float(total * settings.l1Ratio), l2: Float(total * (1 - settings.l1Ratio)),
      isNonNegative: settings.isNonNegative)
  }

  private mutating func setRows() {
    let end = min(training.itemCount, rowsDone + Self.stretch / max(1, training.itemCount) + 1)
    for item in rowsDone..<end {
      counts.fill(0)
      common.count(with: item, into: counts)
      for other in 0..<training.itemCount {
        gram[item * stride + other] = Float(counts[other])
      }
    }
    rowsDone = end
  }
}
