import NCFData
import NCFDiagnostics
import NCFWeights

/// NeuMF with pre-training (He et al. 2017, section 3.4.1) from weights that are given, in place of runs: the
/// authors' published ones, say.
///
///     let method = try NeuMFFromWeights(gmf: WeightsFile.read("gmf.h5"), mlp: WeightsFile.read("mlp.h5"))
///
/// It takes the place of `NeuMF` in a list of methods, under the same name. The digests of both sets of weights are
/// settings of it, so they are part of every run's configuration and identity, and equal weights give the same run,
/// whatever their files are called. Factors and layers follow from the weights.
public struct NeuMFFromWeights: Method {
  public let name = NeuMF().name
  public let title = NeuMF().title
  public let summary = NeuMF().summary
  public let style = NeuMF().style
  public let defaults: Settings

  public struct Settings: MethodSettings {
    public var factors = 8
    public var tower = TowerSettings()
    public var training = NetworkTraining()
    public var pretraining = true
    public var pretrainingAlpha = NeuMF.Settings().pretrainingAlpha
    /// Of the weights of GMF and MLP that the run starts from.
    public var gmf: WeightsDigest
    public var mlp: WeightsDigest

    /// With the digests of no weights, which those of the method's weights replace.
    public init() {
      let none = WeightsDigest(of: TensorBundle())
      (gmf, mlp) = (none, none)
      training.learner = .sgd
    }

    public static let declarations: [Setting<Settings>] =
      [
        Setting(.factors, \.factors), TowerSettings.layers.within(\.tower),
        Setting(.pretraining, \.pretraining),
        Setting(gmfDigest, \.gmf), Setting(mlpDigest, \.mlp),
      ] + NetworkTraining.declarations.map { $0.within(\.training) } + [
        Setting(.l2GMFEmbeddings, \.training.penalties.factors),
        Setting(.l2MLPEmbeddings, \.training.penalties.tower),
        TowerSettings.penalties.within(\.tower), Setting(.pretrainingAlpha, \.pretrainingAlpha),
      ]

    public mutating func complete(_ given: GivenSettings) throws {
      try training.complete(given)
      try tower.complete(factors: factors, given)
    }
  }

  private static let gmfDigest = Hyperparameter(
    "mf_pretrain", .digest, "digest of the weights of GMF that the run starts from")
  private static let mlpDigest = Hyperparameter(
    "mlp_pretrain", .digest, "digest of the weights of MLP that the run starts from")

  private let gmf: TensorBundle
  private let mlp: TensorBundle
  private let shape: NetworkShape

  /// - Throws: `InputError` if the weights are not those of a GMF and of an MLP for as many users and items.
  public init(gmf: TensorBundle, mlp: TensorBundle) throws {
    let (gmfShape, mlpShape) = (try NetworkShape(of: gmf), try NetworkShape(of: mlp))
    for (shape, name, option) in [
      (gmfShape, GMF().name, "--mf-pretrain"), (mlpShape, MLP().name, "--mlp-pretrain"),
    ]
    where shape.methodName != name {
      throw InputError(
        .badContent, place: option, problem: "expected weights of \(name), found those of \(shape.methodName)"
      )
    }
    guard (gmfShape.userCount, gmfShape.itemCount) == (mlpShape.userCount, mlpShape.itemCount) else {
      throw InputError(
        .badContent, place: "--mlp-pretrain",
        problem:
          "expected weights for \(gmfShape.userCount) users and \(gmfShape.itemCount) items, as those of GMF, "
          + "found \(mlpShape.userCount) and \(mlpShape.itemCount)")
    }
    self.gmf = gmf
    self.mlp = mlp
    shape = NetworkShape(
      userCount: gmfShape.userCount, itemCount: gmfShape.itemCount, factors: gmfShape.factors,
      layers: mlpShape.layers)
    var defaults = Settings()
    defaults.factors = shape.factors
    defaults.tower.layers = shape.layers
    (defaults.gmf, defaults.mlp) = (WeightsDigest(of: gmf), WeightsDigest(of: mlp))
    self.defaults = defaults
  }

  /// - Throws: `InputError` if the weights are for another number of users or items.
  public func check(against dataset: Dataset) throws {
    guard (shape.userCount, shape.itemCount) == (dataset.userCount, dataset.itemCount) else {
      throw InputError(
        .badContent, place: "--mf-pretrain",
        problem: "expected weights for the \(dataset.userCount) users and \(dataset.itemCount) items of "
          + "\(dataset.name), found \(shape.userCount) and \(shape.itemCount)",
        remedy: "use weights of the same data set")
    }
  }

  /// - Throws: `ConfigurationConflict` if the settings are those of other weights.
  public func complete(_ settings: inout Settings, _ given: GivenSettings) throws {
    func require<Value: Equatable>(
      _ hyperparameter: Hyperparameter, _ found: Value, _ own: Value, _ text: (Value) -> String
    ) throws {
      guard found != own else { return }
      throw ConfigurationConflict(
        key: hyperparameter.key,
        problem: "\(hyperparameter.key) is \(text(found)), but the given weights have \(text(own))")
    }
    guard settings.pretraining else {
      throw ConfigurationConflict(
        key: Hyperparameter.pretraining.key,
        problem: "pretraining is false, but weights to start from are given")
    }
    try require(.factors, settings.factors, shape.factors) { "\($0)" }
    try require(.layers, settings.tower.layers, shape.layers) { ParameterValue.integers($0).description }
    try require(Self.gmfDigest, settings.gmf, defaults.gmf) { $0.hex }
    try require(Self.mlpDigest, settings.mlp, defaults.mlp) { $0.hex }
    try settings.complete(given)
  }

  public func relativeCost(of settings: Settings) -> Double {
    networkCost(of: settings.training, factors: shape.factors, layers: shape.layers)
  }

  public func memory(of settings: Settings, on training: InteractionMatrix) -> Int {
    networkMemory(of: settings.training, on: training, factors: shape.factors, layers: shape.layers)
  }

  public func threadCount(of settings: Settings) -> Int { settings.training.threads }

  public func makeTrainer(_ settings: Settings, on data: TrainingData) throws -> any Trainer {
    let weights = try NeuMF.join(
      gmf: gmf, mlp: mlp, factors: shape.factors, lastLayer: shape.layers.last ?? 0,
      alpha: Float(settings.pretrainingAlpha))
    let trainer = NetworkTrainer(
      data.training, settings.training, factors: shape.factors, layers: shape.layers,
      l2Layers: settings.tower.l2Layers, deviation: Network.usualDeviation)
    try trainer.start(from: weights)
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
}
