import NCFData
import NCFKernels
import NCFWeights

/// Matrix factorisation as in "Neural Collaborative Filtering vs. Matrix Factorization Revisited" (Rendle et al., RecSys
/// 2020, section 3.1 and the authors' `mf_simple.py`).
///
///     ŷ(u, i) = σ(p_u·q_i + b_u + b_i + b)
///     min Σ_{(u,i,y)} −y·ln ŷ − (1 − y)·ln(1 − ŷ) + λ/2·(‖p_u‖² + ‖q_i‖² + b_u² + b_i² + b²)
///
/// Each instance takes a step of its own, in random order; L2 falls on the rows that it touches. For each interaction,
/// `negatives` items are drawn uniformly from all items, the user's own among them. Of the `factors` dimensions one is
/// the bias, as the paper counts them; without `biases`, all of them are p_u's and q_i's. Vectors start from
/// N(0, `initial_deviation`²), biases at 0.
///
/// `MF` is the same model trained like GMF: batches, Adam, and negatives from the unseen items.
public struct DotProduct: Method {
  public let name = "mf-sgd"
  public let title = "MF (SGD)"
  public let summary = "matrix factorisation by dot product and biases, SGD on single instances"
  public let style = LineStyle(colour: "#DDCC77", marker: 1, isDashed: true)

  public struct Settings: MethodSettings {
    public var factors = 192
    public var negatives = 8
    public var learningRate = 0.002
    public var l2 = 0.005
    public var epochs = 256
    public var initialDeviation = 0.1
    public var biases = true
    public var seed = Hyperparameter.usualSeed

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.factors, \.factors), Setting(.negatives, \.negatives), Setting(.learningRate, \.learningRate),
      Setting(.l2, \.l2), Setting(.epochs, \.epochs), Setting(.initialDeviation, \.initialDeviation),
      Setting(.biases, \.biases), Setting(.seed, \.seed),
    ]

    /// - Throws: `ConfigurationConflict` if the bias is all there would be.
    public mutating func complete(_ given: GivenSettings) throws {
      guard vectorWidth > 0 else {
        throw ConfigurationConflict(
          key: Hyperparameter.factors.key,
          problem: "one of the factors is the bias; expected 2 factors or more, or no biases")
      }
    }

    /// Entries of p_u and q_i.
    var vectorWidth: Int { biases ? factors - 1 : factors }
  }

  public init() {}

  /// Per instance, two rows are read, multiplied and written.
  public func relativeCost(of settings: Settings) -> Double {
    Double(1 + settings.negatives) * Double(8 * settings.factors + 40)
  }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    let rows = training.userCount + training.itemCount
    let instances = training.interactionCount * (1 + settings.negatives)
    return 4 * LearnedParameters.floats(rows * (paddedWidth(settings.factors) + 1), .sgd) + 9 * instances
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    DotProductTrainer(settings, data.training)
  }

  public func recognises(_ weights: TensorBundle) -> Bool { BiasedLatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try BiasedLatentFactors(weights, for: training)
  }
}

/// Latent vectors with biases: z(u, i) = p_u·q_i + b_u + b_i + b, the logit of ŷ.
final class BiasedLatentFactors: FittedModel {
  let vectors: LatentFactors
  /// b_u, b_i and b; zero where there are none.
  let userBiases: AlignedBuffer<Float>
  let itemBiases: AlignedBuffer<Float>
  let bias: AlignedBuffer<Float>

  /// Vectors and biases are zero.
  init(_ training: InteractionMatrix, width: Int) {
    vectors = LatentFactors(training, factors: width)
    userBiases = AlignedBuffer(count: training.userCount, zero: 0)
    itemBiases = AlignedBuffer(count: training.itemCount, zero: 0)
    bias = AlignedBuffer(count: 1, zero: 0)
  }

  /// The model that `weights` names.
  /// - Throws: `InputError` if a tensor is missing, or not one for the users or items of the matrix.
  convenience init(_ weights: TensorBundle, for training: InteractionMatrix) throws {
    self.init(training, width: try LatentFactors.factors(of: weights))
    try take(weights)
  }

  var scoresAreLogits: Bool { true }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    vectors.score(user: user, items: items, into: scores)
    let shared = userBiases[user] + bias[0]
    for (index, item) in items.enumerated() { scores[index] += shared + itemBiases[Int(item)] }
  }

  static func recognises(_ weights: TensorBundle) -> Bool {
    Set(weights.tensors.keys) == ["user.weight", "item.weight", "user.bias", "item.bias", "bias"]
  }

  /// | name | shape |
  /// |---|---|
  /// | `user.weight`, `item.weight` | users × factors, items × factors |
  /// | `user.bias`, `item.bias`, `bias` | users, items, 1 |
  var weights: TensorBundle {
    var weights = vectors.weights
    for (name, values) in biases {
      weights[name] = TensorBundle.Tensor(shape: [values.count], values: Array(values.elements))
    }
    return weights
  }

  var parameterCount: Int { vectors.parameterCount + biases.reduce(0) { $0 + $1.values.count } }

  /// - Throws: `InputError` if a tensor is missing or of another shape.
  func take(_ weights: TensorBundle) throws {
    try vectors.take(weights)
    for (name, target) in biases {
      let values = try weights.values(of: name, shape: [target.count])
      for (index, value) in values.enumerated() { target[index] = value }
    }
  }

  private var biases: [(name: String, values: AlignedBuffer<Float>)] {
    [("user.bias", userBiases), ("item.bias", itemBiases), ("bias", bias)]
  }
}
