import NCFData
import NCFKernels
import NCFRandom
import NCFWeights

/// Trains GMF, MLP, NeuMF or a dot product with the log loss over sampled negatives (He et al. 2017, section 3.1).
final class NetworkTrainer: ResumableTrainer {
  let epochCount: Int
  private let network: Network
  private let step: NetworkStep
  private let scorer: NetworkScorer
  private let sampler: InstanceSampler
  private let batchSize: Int
  private var generator: SeededGenerator
  /// Draws the same negatives in every epoch; nil where they are drawn anew.
  private let fixedNegatives: SeededGenerator?
  /// Of the epoch that a pause has interrupted.
  private var progress: EpochProgress?

  /// The batch at hand.
  private let users: AlignedBuffer<Int32>
  private let items: AlignedBuffer<Int32>
  private let labels: AlignedBuffer<Float>

  /// - Parameters:
  ///   - context: Training data and hyperparameters.
  ///   - factors: Width of the interaction part; 0 leaves it out.
  ///   - layers: The tower; empty leaves it out.
  ///   - learnsPrediction: Whether the prediction unit's weights are learned, or fixed at 1.
  ///   - deviation: The embeddings' standard deviation at the start, in place of `embedding_deviation`.
  ///   - initialWeights: In place of the random initialisation.
  init(
    _ context: TrainingContext, factors: Int, layers: [Int], learnsPrediction: Bool = true,
    deviation: Double? = nil, initialWeights: TensorBundle? = nil
  ) throws {
    let values = context.values
    let seed = UInt64(values.integer(.seed))
    let shape = NetworkShape(
      userCount: context.training.userCount, itemCount: context.training.itemCount, factors: factors,
      layers: layers, learnsPrediction: learnsPrediction)
    let learner = Optimiser.Learner(rawValue: values.text(.learner))!
    network = Network(shape, optimiser: Optimiser(learner, rate: values.number(.learningRate)))
    if let initialWeights {
      try network.restore(initialWeights)
    } else {
      network.initialise(seed: seed, deviation: deviation ?? values.embeddingDeviation)
    }
    sampler = InstanceSampler(
      offsets: context.training.offsets, items: context.training.items, itemCount: shape.itemCount,
      negatives: values.integer(.negatives),
      negativeItems: values[.negativeItems] == .text(NegativeItems.all.rawValue) ? .all : .unseen)
    fixedNegatives =
      values[.negativeDraws] == .text(NegativeDraws.once.rawValue)
      ? SeededGenerator(seed: seed, stream: "sample once") : nil
    batchSize = min(values.integer(.batchSize), max(1, sampler.instanceCount))
    step = NetworkStep(
      network, batchSize: batchSize,
      penalties: NetworkStep.Penalties(
        users: values.userPenalties(split: shape.paddedFactors),
        items: values.itemPenalties(split: shape.paddedFactors),
        layers: layers.count > 1 ? values.numbers(.l2Layers) : []),
      threads: values.threadCount)
    scorer = NetworkScorer(network)
    generator = SeededGenerator(seed: seed, stream: "sample")
    epochCount = values.integer(.epochs)
    users = AlignedBuffer(count: batchSize, zero: 0)
    items = AlignedBuffer(count: batchSize, zero: 0)
    labels = AlignedBuffer(count: paddedWidth(batchSize), zero: 0)
  }

  func trainEpoch(pausingWhen shouldPause: () -> Bool) -> Double? {
    var epoch = progress ?? beginEpoch(EpochProgress(generator))
    progress = nil
    var pauseCheck = epoch.position + EpochProgress.stretch
    while epoch.position < sampler.instanceCount {
      let count = min(batchSize, sampler.instanceCount - epoch.position)
      sampler.unpack(
        from: epoch.position, count: count, users: users.pointer, items: items.pointer,
        labels: labels.pointer)
      epoch.loss += step.take(
        PairIndices(users: users.pointer, items: items.pointer), labels: labels.pointer, count: count)
      epoch.position += count
      if epoch.position >= pauseCheck, epoch.position < sampler.instanceCount {
        if shouldPause() {
          progress = epoch
          return nil
        }
        pauseCheck = epoch.position + EpochProgress.stretch
      }
    }
    network.settle()
    return epoch.loss / Double(max(1, sampler.instanceCount))
  }

  /// Draws the epoch's instances, which are the same each time that one generator draws them.
  private func beginEpoch(_ epoch: EpochProgress) -> EpochProgress {
    generator = epoch.generator
    sampler.draw(using: &generator, negatives: fixedNegatives)
    return epoch
  }

  func prepareToScore() { scorer.prepare() }

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    scorer.score(user: user, items: items, into: scores)
  }

  var weights: TensorBundle { network.weights }

  func restore(_ weights: TensorBundle) throws {
    try network.restore(weights)
    step.refresh()
    scorer.prepare()
  }

  var state: TrainerState {
    var state = TrainerState()
    state.set("users", network.users)
    state.set("items", network.items)
    state.set("dense", network.dense)
    state.set("step", network.optimiser.step)
    state.set(progress, next: generator)
    return state
  }

  func resume(from state: TrainerState) throws {
    let optimiserStep = try state.step("step")
    try state.copy("users", to: network.users, step: optimiserStep)
    try state.copy("items", to: network.items, step: optimiserStep)
    try state.copy("dense", to: network.dense, step: optimiserStep)
    network.optimiser.resume(atStep: optimiserStep)
    let epoch = try state.progress(batchSize: batchSize, instanceCount: sampler.instanceCount)
    progress = epoch.position > 0 ? beginEpoch(epoch) : nil
    if progress == nil { generator = epoch.generator }
    step.refresh()
  }
}
