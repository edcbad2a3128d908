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
  public let parameters: [Hyperparameter] = [
    .factors, .learner.defaulting(to: .text("sgd")), .learningRate.defaulting(to: nil), .batchSize,
    .epochs.defaulting(to: .integer(60)), .l2.defaulting(to: .number(0.005)), .seed,
  ]

  public init() {}

  /// Fills in the learning rate that suits the learner, and drops the batch size where each triplet takes a step.
  public func normalise(_ values: Hyperparameters) throws -> Hyperparameters {
    var normalised = values
    let descends = values.text(.learner) == "sgd"
    if normalised[.learningRate] == nil { normalised[.learningRate] = .number(descends ? 0.03 : 0.001) }
    if descends { normalised[.batchSize] = nil }
    return normalised
  }

  /// Per interaction one triplet: three rows read, combined and written.
  public func relativeCost(of values: Hyperparameters) -> Double {
    let perFactor = values.text(.learner) == "sgd" ? 12 : 60
    return Double(perFactor * values.integer(.factors)) + 100
  }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    let width = paddedWidth(values.integer(.factors))
    let rows = training.userCount + training.itemCount
    let learner = Optimiser.Learner(rawValue: values.text(.learner)) ?? .adam
    let batch = values[.batchSize] == nil ? 1024 : values.integer(.batchSize)
    let floats = LearnedParameters.floats(rows * width, learner) + min(3 * batch, rows) * width
    return 4 * floats + 14 * training.interactionCount
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer { BPRTrainer(context) }

  public func recognises(_ weights: TensorBundle) -> Bool { LatentFactors.recognises(weights) }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try LatentFactors(weights, for: training)
  }
}
