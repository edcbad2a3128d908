import NCFKernels
import NCFWeights

/// A trained GMF, MLP or NeuMF, made from its weights: it scores, and is not trained further.
///
///     let recommender = try NetworkRecommender(WeightsFile.read("neumf.safetensors"))
///
/// Scores are logits z; the predicted probability is σ(z) (He et al. 2017, eq. 4).
public final class NetworkRecommender: Recommender {
  public let shape: NetworkShape
  private let scorer: NetworkScorer

  /// - Throws: `InputError` if the tensors are not those of one network.
  public init(_ weights: TensorBundle) throws {
    shape = try NetworkShape(of: weights)
    // Of all optimisers this one keeps nothing but the parameters.
    let network = Network(shape, optimiser: Optimiser(.sgd, rate: 1))
    try network.restore(weights)
    scorer = NetworkScorer(network)
    scorer.prepare()
  }

  public func score(
    user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>
  ) {
    scorer.score(user: user, items: items, into: scores)
  }
}
