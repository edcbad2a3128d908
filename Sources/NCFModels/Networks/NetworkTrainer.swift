import NCFData
import NCFKernels
import NCFRandom
import NCFWeights

/// Trains GMF, MLP, NeuMF or a dot product with the log loss over sampled negatives (He et al. 2017, section 3.1).
final class NetworkTrainer: Trainer {
  let epochCount: Int
  private let network: Network
  private let descent: NetworkStep
  private let scorer: NetworkScorer
  private let sampler: InstanceSampler
  private var epochs: SampledEpochs

  /// The batch at hand.
  private let batch: InstanceBatch

  /// - Parameters:
  ///   - settings: Of the training.
  ///   - factors: Width of the interaction part; 0 leaves it out.
  ///   - layers: The tower; empty leaves it out.
  ///   - l2Layers: Penalties on the hidden layers, one for each.
  ///   - learnsPrediction: Whether the prediction unit's weights are learned, or fixed at 1.
  ///   - deviation: The embeddings' standard deviation at the start.
  ///   - initialisation: How the rest begins.
  init(
    _ training: InteractionMatrix, _ settings: NetworkTraining, factors: Int, layers: [Int],
    l2Layers: [Double] = [], learnsPrediction: Bool = true, deviation: Double,
    initialisation: Initialisation = .authorsCode
  ) {
    let seed = UInt64(settings.seed)
    let shape = NetworkShape(
      userCount: training.userCount, itemCount: training.itemCount, factors: factors, layers: layers,
      learnsPrediction: learnsPrediction)
    network = Network(shape, optimiser: Optimiser(settings.learner, rate: settings.learningRate))
    network.initialise(seed: seed, deviation: deviation, as: initialisation)
    sampler = InstanceSampler(
      offsets: training.offsets, items: training.items, itemCount: shape.itemCount,
      negatives: settings.negatives, negativeItems: settings.negativeItems)
    let batchSize = min(settings.batchSize, max(1, sampler.instanceCount))
    descent = NetworkStep(
      network, batchSize: batchSize,
      penalties: NetworkStep.Penalties(
        users: settings.penalties.ofUsers(split: shape.paddedFactors),
        items: settings.penalties.ofItems(split: shape.paddedFactors),
        layers: layers.count > 1 ? l2Layers : []),
      threads: settings.threads)
    scorer = NetworkScorer(network)
    // Draws the same negatives in every epoch; nil where they are drawn anew.
    let fixedNegatives: SeededGenerator? =
      switch settings.negativeDraws {
      case .eachEpoch: nil
      case .once: SeededGenerator(seed: seed, stream: "sample once")
      }
    epochs = SampledEpochs(
      instanceCount: sampler.instanceCount, batchSize: batchSize,
      generator: SeededGenerator(seed: seed, stream: "sample")
    ) { [sampler] in sampler.draw(using: &$0, negatives: fixedNegatives) }
    epochCount = settings.epochs
    batch = InstanceBatch(capacity: batchSize)
  }

  /// Takes the gradient steps of a stretch of the epoch's instances. The epoch's loss is the mean log loss of the
  /// instances, each before its step.
  func step() -> TrainingStep {
    epochs.step { start, count in
      sampler.unpack(from: start, count: count, into: batch)
      // Forward, loss, backward and update.
      return descent.take(batch)
    } finish: {
      network.settle()
    }
  }

  func start(from weights: TensorBundle) throws {
    try network.restore(weights)
    descent.refresh()
  }

  func recommender() -> any Recommender {
    scorer.prepare()
    return scorer
  }

  var weights: TensorBundle { network.weights }

  var state: TrainerState? {
    var state = TrainerState()
    state.set("users", network.users)
    state.set("items", network.items)
    state.set("dense", network.dense)
    state.set("step", network.optimiser.step)
    epochs.keep(in: &state)
    return state
  }

  func resume(from state: TrainerState) throws {
    let optimiserStep = try state.step("step")
    try state.copy("users", to: network.users, step: optimiserStep)
    try state.copy("items", to: network.items, step: optimiserStep)
    try state.copy("dense", to: network.dense, step: optimiserStep)
    network.optimiser.resume(atStep: optimiserStep)
    try epochs.resume(from: state)
    descent.refresh()
  }
}
