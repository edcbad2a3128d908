import NCFData
import NCFKernels
import NCFWeights

/// Matrix factorisation with Bayesian personalised ranking (Rendle et al., UAI 2009).
///
///     ŷ(u, i) = p_u·q_i
///     min Σ_{(u,i,j)} −ln σ(ŷ(u, i) − ŷ(u, j)) + λ/2·(‖p_u‖² + ‖q_i‖² + ‖q_j‖²)
///
/// i is an item of user u, j one that is not, drawn uniformly; p_u and q_i have `factors` entries. There is no item
/// bias, as in He's implementation: a bias is one more factor, and so counts for much at 8 factors (on ml-1m 0.014
/// in HR@10) and for little at 32 (0.001), where the comparison with GMF and eALS is one of equal factors.
///
/// With SGD, each triplet takes a step of its own, as in the paper (LearnBPR). The other optimisers take the mean
/// gradient over a batch of triplets; λ weighs every occurrence of a row in the batch.
public struct BPR: Method {
  public let name = "bpr"
  public let title = "BPR"
  public let summary = "matrix factorisation with the pairwise loss of Bayesian personalised ranking"
  public let style = LineStyle(colour: "#CC79A7", marker: 12, isDashed: true)

  public struct Settings: MethodSettings {
    public var factors = 8
    /// SGD takes a step for each triplet; the others take one for each batch.
    public var learner = Optimiser.Learner.sgd
    public var learningRate = 0.03
    public var batchSize = 256
    public var epochs = 60
    public var l2 = 0.005
    public var seed = Hyperparameter.usualSeed

    public init() {}

    public static let declarations: [Setting<Settings>] = [
      Setting(.factors, \.factors),
      Setting(.learner, \.learner),
      Setting(.learningRate, \.learningRate, default: .derived),
      Setting(.batchSize, \.batchSize, where: { $0.learner != .sgd }),
      Setting(.epochs, \.epochs),
      Setting(.l2, \.l2),
      Setting(.seed, \.seed),
    ]

    /// Fills in the learning rate that suits the learner, and forgets the batch size where each triplet takes a step.
    public mutating func complete(_ given: GivenSettings) {
      if !given.contains(.learningRate) { learningRate = learner == .sgd ? 0.03 : 0.001 }
      if learner == .sgd { batchSize = Settings().batchSize }
    }
  }

  public init() {}

  /// Per interaction one triplet: three rows read, combined and written.
  public func relativeCost(of settings: Settings) -> Double {
    let perFactor = settings.learner == .sgd ? 12 : 60
    return Double(perFactor * settings.factors) + 100
  }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    let width = paddedWidth(settings.factors)
    let rows = training.userCount + training.itemCount
    let batch = settings.learner == .sgd ? BPRDescent.chunk : settings.batchSize
    let floats = LearnedParameters.floats(rows * width, settings.learner) + min(3 * batch, rows) * width
    return 4 * floats + 14 * training.interactionCount
  }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) -> any Trainer {
    BPRTrainer(settings, data.training)
  }

  public func recognises(_ weights: TensorBundle) -> Bool { LatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try LatentFactors(weights, for: training)
  }
}
