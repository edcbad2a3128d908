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
  public let style = LineStyle(colour: "#D55E00", marker: 7, isDashed: false)

  public struct Settings: MethodSettings {
    public var factors = 8
    public var tower = TowerSettings()
    public var training = NetworkTraining()
    public var embeddingDeviation = Network.usualDeviation
    public var initialisation = Initialisation.authorsCode
    /// Whether the parts start from a GMF run and an MLP run; the learner is then SGD where nothing else is said.
    public var pretraining = false
    /// Of both parts' runs: as many as `training.epochs` where nothing else is said; nil without pre-training, and where
    /// each part has its own.
    public var pretrainingEpochs: Int?
    /// Of the GMF run, where it has others than the MLP run; nil otherwise.
    public var pretrainingGMFEpochs: Int?
    /// Of the MLP run, where it has others than the GMF run; nil otherwise.
    public var pretrainingMLPEpochs: Int?
    public var pretrainingLearningRate = 0.001
    /// α of eq. 13.
    public var pretrainingAlpha = 0.5

    public init() {}

    public static let declarations: [Setting<Settings>] =
      [Setting(.factors, \.factors)] + TowerSettings.declarations.map { $0.within(\.tower) }
      + NetworkTraining.declarations.map { setting in
        let own = setting.within(\Settings.training)
        return setting.key == Hyperparameter.learner.key ? own.defaulting(.derived) : own
      } + [
        Setting(.l2GMFEmbeddings, \.training.penalties.factors),
        Setting(.l2MLPEmbeddings, \.training.penalties.tower),
        TowerSettings.penalties.within(\.tower),
        Setting(.embeddingDeviation, \.embeddingDeviation, default: .unspoken),
        Setting(.initialisation, \.initialisation, default: .unspoken),
        Setting(.pretraining, \.pretraining),
        Setting(.pretrainingEpochs, \.pretrainingEpochs, default: .derived),
        Setting(.pretrainingGMFEpochs, \.pretrainingGMFEpochs, default: .derived),
        Setting(.pretrainingMLPEpochs, \.pretrainingMLPEpochs, default: .derived),
        Setting(.pretrainingLearningRate, \.pretrainingLearningRate, where: \.pretraining),
        Setting(.pretrainingAlpha, \.pretrainingAlpha, where: \.pretraining),
      ]

    public mutating func complete(_ given: GivenSettings) throws {
      try training.complete(given)
      try tower.complete(factors: factors, given)
      if !given.contains(.learner) { training.learner = pretraining ? .sgd : .adam }
      let gmf = pretrainingGMFEpochs ?? pretrainingEpochs ?? training.epochs
      let mlp = pretrainingMLPEpochs ?? pretrainingEpochs ?? training.epochs
      (pretrainingEpochs, pretrainingGMFEpochs, pretrainingMLPEpochs) = (nil, nil, nil)
      if !pretraining {
        (pretrainingLearningRate, pretrainingAlpha) = (0.001, 0.5)
      } else if gmf == mlp {
        pretrainingEpochs = gmf
      } else {
        (pretrainingGMFEpochs, pretrainingMLPEpochs) = (gmf, mlp)
      }
    }
  }

  /// The roles of the runs that pre-training starts from.
  private static let gmfRole = "gmf"
  private static let mlpRole = "mlp"

  public init() {}

  public func prerequisites(of settings: Settings) -> [Prerequisite] {
    guard settings.pretraining else { return [] }
    let penalties = settings.training.penalties
    var gmf = GMF.Settings()
    gmf.factors = settings.factors
    gmf.embeddingDeviation = settings.embeddingDeviation
    gmf.initialisation = settings.initialisation
    gmf.training = partTraining(
      of: settings, penalty: penalties.factors, epochs: settings.pretrainingGMFEpochs)
    var mlp = MLP.Settings()
    mlp.factors = settings.tower.last
    mlp.tower = settings.tower
    mlp.embeddingDeviation = settings.embeddingDeviation
    mlp.initialisation = settings.initialisation
    mlp.training = partTraining(of: settings, penalty: penalties.tower, epochs: settings.pretrainingMLPEpochs)
    return [
      Prerequisite(
        role: Self.gmfRole, method: GMF().name, values: GMF().encode(gmf), epochs: .pretrainingGMFEpochs),
      Prerequisite(
        role: Self.mlpRole, method: MLP().name, values: MLP().encode(mlp), epochs: .pretrainingMLPEpochs),
    ]
  }

  /// The training of a run that pre-training starts from: NeuMF's own, with Adam.
  /// - Parameters:
  ///   - penalty: Of a part that has one of its own.
  ///   - epochs: Of a part that has its own.
  private func partTraining(of settings: Settings, penalty: Double?, epochs: Int?) -> NetworkTraining {
    var training = settings.training
    training.learner = .adam
    training.learningRate = settings.pretrainingLearningRate
    training.epochs = epochs ?? settings.pretrainingEpochs ?? training.epochs
    (training.penalties.factors, training.penalties.tower) = (nil, nil)
    if let penalty { training.penalties.all = penalty }
    // Their numbers are to be those of other experiments' runs, whatever this run's threads.
    training.threads = 1
    return training
  }

  public func relativeCost(of settings: Settings) -> Double {
    networkCost(of: settings.training, factors: settings.factors, layers: settings.tower.layers)
  }

  /// With pre-training, the weights that it starts from too.
  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    let (factors, layers) = (settings.factors, settings.tower.layers)
    let own = networkMemory(of: settings.training, on: training, factors: factors, layers: layers)
    guard settings.pretraining else { return own }
    let rows = training.userCount + training.itemCount
    return own + 8 * rows * (factors + layers[0] / 2)
  }

  public func threadCount(of settings: Settings) -> Int { settings.training.threads }

  /// - Throws: `InputError` if pre-training has no weights to start from.
  public func makeTrainer(_ settings: Settings, on data: TrainingData) throws -> any Trainer {
    let trainer = NetworkTrainer(
      data.training, settings.training, factors: settings.factors, layers: settings.tower.layers,
      l2Layers: settings.tower.l2Layers, deviation: settings.embeddingDeviation,
      initialisation: settings.initialisation)
    if settings.pretraining {
      guard let gmf = data.pretrained[Self.gmfRole], let mlp = data.pretrained[Self.mlpRole] else {
        throw InputError(
          .missing, problem: "NeuMF with pre-training needs the weights of a GMF and an MLP run")
      }
      try trainer.start(
        from: Self.join(
          gmf: gmf, mlp: mlp, factors: settings.factors, lastLayer: settings.tower.last,
          alpha: Float(settings.pretrainingAlpha)))
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

extension Hyperparameter {
  public static let l2GMFEmbeddings = Hyperparameter(
    "l2_gmf_embeddings", .number(0...100),
    "L2 penalty on the embeddings of NeuMF's GMF part, in place of l2_embeddings")
  public static let l2MLPEmbeddings = Hyperparameter(
    "l2_mlp_embeddings", .number(0...100),
    "L2 penalty on the embeddings of NeuMF's MLP part, in place of l2_embeddings")
  public static let pretraining = Hyperparameter(
    "pretraining", .flag,
    "start NeuMF from the best weights of a GMF and an MLP run (section 3.4.1); the learner is then sgd by default"
  )
  public static let pretrainingEpochs = Hyperparameter(
    "pretraining_epochs", .integer(0...10_000),
    "epochs of the GMF and MLP runs that pre-training starts from (as many as epochs, if not given)")
  public static let pretrainingGMFEpochs = Hyperparameter(
    "pretraining_gmf_epochs", .integer(0...10_000),
    "epochs of the GMF run that pre-training starts from, in place of pretraining_epochs")
  public static let pretrainingMLPEpochs = Hyperparameter(
    "pretraining_mlp_epochs", .integer(0...10_000),
    "epochs of the MLP run that pre-training starts from, in place of pretraining_epochs")
  public static let pretrainingLearningRate = Hyperparameter(
    "pretraining_learning_rate", .number(0...10, exclusiveMinimum: true),
    "step size of Adam in the GMF and MLP runs that pre-training starts from")
  public static let pretrainingAlpha = Hyperparameter(
    "pretraining_alpha", .number(0...1),
    "trade-off α between the two prediction layers: α·h of GMF, (1 − α)·h of MLP (eq. 13)")
}
