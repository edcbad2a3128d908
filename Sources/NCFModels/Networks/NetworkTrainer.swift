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
  private let batchSize: Int
  private var generator: SeededGenerator
  /// Draws the same negatives in every epoch; nil where they are drawn anew.
  private let fixedNegatives: SeededGenerator?
  /// Whether there has been an iteration 0.
  private var hasBegun = false
  /// Of the epoch at hand; nil between epochs.
  private var progress: EpochProgress?

  /// The batch at hand.
  private let users: AlignedBuffer<Int32>
  private let items: AlignedBuffer<Int32>
  private let labels: AlignedBuffer<Float>

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
    fixedNegatives =
      switch settings.negativeDraws {
      case .eachEpoch: nil
      case .once: SeededGenerator(seed: seed, stream: "sample once")
      }
    batchSize = min(settings.batchSize, max(1, sampler.instanceCount))
    descent = NetworkStep(
      network, batchSize: batchSize,
      penalties: NetworkStep.Penalties(
        users: settings.penalties.ofUsers(split: shape.paddedFactors),
        items: settings.penalties.ofItems(split: shape.paddedFactors),
        layers: layers.count > 1 ? l2Layers : []),
      threads: settings.threads)
    scorer = NetworkScorer(network)
    generator = SeededGenerator(seed: seed, stream: "sample")
    epochCount = settings.epochs
    users = AlignedBuffer(count: batchSize, zero: 0)
    items = AlignedBuffer(count: batchSize, zero: 0)
    labels = AlignedBuffer(count: paddedWidth(batchSize), zero: 0)
  }

  /// Takes the gradient steps of a stretch of the epoch's instances. The epoch's loss is the mean log loss of the
  /// instances, each before its step.
  func step() -> TrainingStep {
    guard hasBegun else {
      hasBegun = true
      return .iteration(loss: nil)
    }
    var epoch = progress ?? beginEpoch(EpochProgress(generator))
    let end = min(sampler.instanceCount, epoch.position + EpochProgress.stretch)
    while epoch.position < end {
      let count = min(batchSize, sampler.instanceCount - epoch.position)
      sampler.unpack(
        from: epoch.position, count: count, users: users.pointer, items: items.pointer,
        labels: labels.pointer)
      // Forward, loss, backward and update.
      epoch.loss += descent.take(
        PairIndices(users: users.pointer, items: items.pointer), labels: labels.pointer, count: count)
      epoch.position += count
    }
    guard epoch.position == sampler.instanceCount else {
      progress = epoch
      return .within
    }
    progress = nil
    network.settle()
    return .iteration(loss: epoch.loss / Double(max(1, sampler.instanceCount)))
  }

  /// Draws the epoch's instances, which are the same each time that one generator draws them.
  private func beginEpoch(_ epoch: EpochProgress) -> EpochProgress {
    generator = epoch.generator
    sampler.draw(using: &generator, negatives: fixedNegatives)
    return epoch
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
    state.set(progress, next: generator)
    return state
  }

  func resume(from state: TrainerState) throws {
    hasBegun = true
    let optimiserStep = try state.step("step")
    try state.copy("users", to: network.users, step: optimiserStep)
    try state.copy("items", to: network.items, step: optimiserStep)
    try state.copy("dense", to: network.dense, step: optimiserStep)
    network.optimiser.resume(atStep: optimiserStep)
    let epoch = try state.progress(batchSize: batchSize, instanceCount: sampler.instanceCount)
    progress = epoch.position > 0 ? beginEpoch(epoch) : nil
    if progress == nil { generator = epoch.generator }
    descent.refresh()
  }
}
