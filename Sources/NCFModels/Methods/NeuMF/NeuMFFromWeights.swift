import NCFData
import NCFDiagnostics
import NCFWeights

/// NeuMF with pre-training (He et al. 2017, section 3.4.1) from weights that are given, in place of runs: the
/// authors' published ones, say.
///
///     let method = try NeuMFFromWeights(gmf: WeightsFile.read("gmf.h5"), mlp: WeightsFile.read("mlp.h5"))
///
/// It takes the place of `NeuMF` in a list of methods, under the same name. The digests of both sets of weights
/// are hyperparameters of it, each with the one value that is true, so they are part of every run's configuration
/// and identity, and equal weights give the same run, whatever their files are called. Factors and layers follow
/// from the weights.
public struct NeuMFFromWeights: Method {
  public let name = NeuMF().name
  public let title = NeuMF().title
  public let summary = NeuMF().summary
  public let parameters: [Hyperparameter]

  private let gmf: TensorBundle
  private let mlp: TensorBundle
  private let shape: NetworkShape

  /// The digest of the weights of GMF and MLP (`TensorBundle.digest`), which the run starts from.
  public static let gmfDigestKey = "mf_pretrain"
  public static let mlpDigestKey = "mlp_pretrain"

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
    let left: Set = [
      Hyperparameter.factors.key, Hyperparameter.depth.key, Hyperparameter.layers.key,
      Hyperparameter.pretraining.key, Hyperparameter.pretrainingEpochs.key,
      Hyperparameter.pretrainingLearningRate.key, Hyperparameter.embeddingDeviation.key,
    ]
    parameters =
      [
        .factors.defaulting(to: .integer(shape.factors)), .layers.defaulting(to: .integers(shape.layers)),
        .pretraining.defaulting(to: .flag(true)),
        Self.digest(of: gmf, Self.gmfDigestKey, "digest of the weights of GMF that the run starts from"),
        Self.digest(of: mlp, Self.mlpDigestKey, "digest of the weights of MLP that the run starts from"),
      ] + NeuMF().parameters.filter { !left.contains($0.key) }
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

  public func normalise(_ values: Hyperparameters) throws -> Hyperparameters {
    guard values.flag(.pretraining) else {
      throw ConfigurationConflict(
        key: Hyperparameter.pretraining.key,
        problem: "pretraining is false, but weights to start from are given")
    }
    var normalised = try values.withResolvedLayers()
    if normalised[.learner] == nil { normalised[.learner] = .text("sgd") }
    for (parameter, given) in [
      (Hyperparameter.factors, ParameterValue.integer(shape.factors)), (.layers, .integers(shape.layers)),
    ] {
      guard let value = normalised[parameter], value != given else { continue }
      throw ConfigurationConflict(
        key: parameter.key, problem: "\(parameter.key) is \(value), but the given weights have \(given)")
    }
    return normalised
  }

  public func relativeCost(of values: Hyperparameters) -> Double { NeuMF().relativeCost(of: values) }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) -> Int {
    networkMemory(of: values, on: training, factors: shape.factors, layers: shape.layers)
  }

  public func makeTrainer(_ context: TrainingContext) throws -> any Trainer {
    let weights = try NeuMF.join(
      gmf: gmf, mlp: mlp, factors: shape.factors, lastLayer: shape.layers.last ?? 0,
      alpha: Float(context.values.number(.pretrainingAlpha)))
    let trainer = NetworkTrainer(context, factors: shape.factors, layers: shape.layers)
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

  private static func digest(of weights: TensorBundle, _ key: String, _ summary: String) -> Hyperparameter {
    let digest = weights.digest
    return Hyperparameter(key, .choice([digest]), default: .text(digest), summary)
  }
}
