import NCFData
import NCFDiagnostics
import NCFWeights

/// Neural matrix factorisation: GMF and MLP side by side (He et al. 2017, section 3.4).
///
///     ŷ(u, i) = σ(hᵀ[p_u ⊙ q_i; a_L(p'_u, q'_i)] + b)                    (eq. 12)
///
/// The two parts have embeddings of their own; h spans `factors` entries of the interaction part and the last
/// layer of the tower. With pre-training (section 3.4.1), both parts start from a GMF run and an MLP run, trained
/// with Adam, and h starts from [α·h_GMF; (1 − α)·h_MLP] (eq. 13).
public struct NeuMF: Method {
  public let name = "neumf"
  public let title = "NeuMF"
  public let summary =
    "neural matrix factorisation: GMF and MLP with separate embeddings, joined at the prediction"
  public let parameters: [Hyperparameter] =
    [.factors, .depth, .layers]
    + Hyperparameter.networkTraining.map {
      $0.key == Hyperparameter.learner.key ? $0.defaulting(to: nil) : $0
    }
    + [
      .l2GMFEmbeddings, .l2MLPEmbeddings, .l2Layers, .embeddingDeviation, .pretraining, .pretrainingEpochs,
      .pretrainingLearningRate,
      .pretrainingAlpha,
    ]

  /// The roles of the runs that pre-training starts from.
  private static let gmfRole = "gmf"
  private static let mlpRole = "mlp"

  public init() {}

  public func normalise(_ values: Hyperparameters) throws -> Hyperparameters {
    var normalised = try values.withResolvedLayers()
    let pretrains = values.flag(.pretraining)
    if normalised[.learner] == nil { normalised[.learner] = .text(pretrains ? "sgd" : "adam") }
    if pretrains {
      if normalised[.pretrainingEpochs] == nil { normalised[.pretrainingEpochs] = normalised[.epochs] }
    } else {
      normalised[.pretrainingEpochs] = nil
      normalised[.pretrainingLearningRate] = nil
      normalised[.pretrainingAlpha] = nil
    }
    return normalised
  }

  public func prerequisites(of values: Hyperparameters) -> [Prerequisite] {
    guard values.flag(.pretraining) else { return [] }
    var gmf = pretrainingValues(values, of: GMF())
    gmf[.factors] = values[.factors]
    // A part that has a penalty of its own is trained with it.
    if let penalty = values[.l2GMFEmbeddings] { gmf[.l2Embeddings] = penalty }
    var mlp = pretrainingValues(values, of: MLP())
    mlp[.depth] = nil
    if let penalty = values[.l2MLPEmbeddings] { mlp[.l2Embeddings] = penalty }
    mlp[.factors] = .integer(values.integers(.layers).last!)
    return [
      Prerequisite(role: Self.gmfRole, method: GMF().name, values: gmf),
      Prerequisite(role: Self.mlpRole, method: MLP().name, values: mlp),
    ]
  }

  public func relativeCost(of values: Hyperparameters) -> Double {
    networkCost(of: values, factors: values.integer(.factors), layers: values.integers(.layers))
  }

  /// With pre-training, the weights that it starts from too.
  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    let (factors, layers) = (values.integer(.factors), values.integers(.layers))
    let own = networkMemory(of: values, on: training, factors: factors, layers: layers)
    guard values.flag(.pretraining) else { return own }
    let rows = training.userCount + training.itemCount
    return own + 8 * rows * (factors + layers[0] / 2)
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let values = context.values
    let trainer = NetworkTrainer(
      context, factors: values.integer(.factors), layers: values.integers(.layers))
    if values.flag(.pretraining) {
      guard let gmf = context.pretrained[Self.gmfRole], let mlp = context.pretrained[Self.mlpRole] else {
        throw InputError(
          .missing, problem: "NeuMF with pre-training needs the weights of a GMF and an MLP run")
      }
      try trainer.start(
        from: Self.join(
          gmf: gmf, mlp: mlp, factors: values.integer(.factors), lastLayer: values.integers(.layers).last!,
          alpha: Float(values.number(.pretrainingAlpha))))
    }
    return trainer
  }

  public func recognises(_ weights: TensorBundle) -> Bool {
    (try? NetworkShape(of: weights))?.methodName == name
  }

  public func makeRecommender(
    _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try NetworkRecommender(weights, of: name, on: training)
  }

  /// The values of a run that pre-training starts from: NeuMF's own where the method has them, with Adam.
  private func pretrainingValues(_ values: Hyperparameters, of method: some Method) -> Hyperparameters {
    var chosen = Hyperparameters([:])
    for parameter in method.parameters { chosen[parameter] = values[parameter] }
    chosen[.learner] = .text("adam")
    chosen[.learningRate] = values[.pretrainingLearningRate]
    chosen[.epochs] = values[.pretrainingEpochs]
    // Their numbers are to be those of other experiments' runs, whatever this run's threads.
    chosen[.threads] = nil
    return chosen
  }

  /// Both runs' embeddings and tower as they are; the prediction unit from both, weighted by α and 1 − α (eq. 13).
  static func join(
    gmf: TensorBundle, mlp: TensorBundle, factors: Int, lastLayer: Int, alpha: Float
  ) throws -> TensorBundle {
    let (weight, bias) = ("prediction.weight", "prediction.bias")
    let gmfWeight = try gmf.values(of: weight, shape: [1, factors])
    let mlpWeight = try mlp.values(of: weight, shape: [1, lastLayer])
    let gmfBias = try gmf.values(of: bias, shape: [1])
    let mlpBias = try mlp.values(of: bias, shape: [1])
    var joined = TensorBundle(gmf.tensors.merging(mlp.tensors) { first, _ in first })
    joined[weight] = TensorBundle.Tensor(
      shape: [1, factors + lastLayer],
      values: gmfWeight.map { alpha * $0 } + mlpWeight.map { (1 - alpha) * $0 })
    joined[bias] = TensorBundle.Tensor(shape: [1], values: [alpha * gmfBias[0] + (1 - alpha) * mlpBias[0]])
    return joined
  }
}
