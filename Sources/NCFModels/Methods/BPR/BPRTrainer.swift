import NCFData
import NCFKernels
import NCFRandom
import NCFWeights

/// Trains matrix factorisation with the pairwise loss of BPR (Rendle et al., UAI 2009).
final class BPRTrainer: Trainer {
  let epochCount: Int
  private let model: LatentFactors
  private let optimiser: Optimiser
  private let sampler: TripletSampler
  private let descent: any BPRStep
  private var generator: SeededGenerator
  /// Whether there has been an iteration 0.
  private var hasBegun = false
  /// Of the epoch at hand; nil between epochs.
  private var progress: EpochProgress?

  /// The batch at hand. Positives and negatives lie in one array, since they are rows of one table.
  private let users: AlignedBuffer<Int32>
  private let items: AlignedBuffer<Int32>

  init(_ settings: BPR.Settings, _ training: InteractionMatrix) {
    let seed = UInt64(settings.seed)
    let factors = settings.factors
    optimiser = Optimiser(settings.learner, rate: settings.learningRate)
    let width = paddedWidth(factors)
    model = LatentFactors(
      factors: factors, users: optimiser.makeRows(rowCount: training.userCount, width: width),
      items: optimiser.makeRows(rowCount: training.itemCount, width: width))
    model.initialise(seed: seed)
    sampler = TripletSampler(
      offsets: training.offsets, items: training.items, itemCount: training.itemCount)
    descent =
      switch settings.learner {
      case .sgd: BPRDescent(model, rate: settings.learningRate, penalty: settings.l2)
      case .adam, .adagrad, .rmsprop:
        BPRBatchStep(
          model, optimiser, batchSize: min(settings.batchSize, max(1, sampler.tripletCount)),
          penalty: settings.l2)
      }
    users = AlignedBuffer(count: descent.batchSize, zero: 0)
    items = AlignedBuffer(count: 2 * descent.batchSize, zero: 0)
    generator = SeededGenerator(seed: seed, stream: "sample")
    epochCount = settings.epochs
  }

  /// Takes the gradient steps of a stretch of the epoch's triplets. The epoch's loss is the mean of −ln σ(x) over
  /// the triplets, each before its step.
  func step() -> TrainingStep {
    guard hasBegun else {
      hasBegun = true
      return .iteration(loss: nil)
    }
    var epoch = progress ?? beginEpoch(EpochProgress(generator))
    let end = min(sampler.tripletCount, epoch.position + EpochProgress.stretch)
    let (users, positives) = (users.pointer, items.pointer)
    while epoch.position < end {
      let count = min(descent.batchSize, sampler.tripletCount - epoch.position)
      let negatives = positives + count
      sampler.unpack(
        from: epoch.position, count: count, users: users, positives: positives, negatives: negatives)
      epoch.loss += descent.take(
        TripletIndices(users: users, positives: positives, negatives: negatives), count: count)
      epoch.position += count
    }
    guard epoch.position == sampler.tripletCount else {
      progress = epoch
      return .within
    }
    progress = nil
    descent.settle()
    return .iteration(loss: epoch.loss / Double(max(1, sampler.tripletCount)))
  }

  /// Draws the epoch's triplets, which are the same each time that one generator draws them.
  private func beginEpoch(_ epoch: EpochProgress) -> EpochProgress {
    generator = epoch.generator
    sampler.draw(using: &generator)
    return epoch
  }

  func start(from weights: TensorBundle) throws { try model.take(weights) }

  func recommender() -> any Recommender { model }

  var weights: TensorBundle { model.weights }

  var state: TrainerState? {
    var state = TrainerState()
    state.set("users", model.users)
    state.set("items", model.items)
    state.set("step", optimiser.step)
    state.set(progress, next: generator)
    return state
  }

  func resume(from state: TrainerState) throws {
    hasBegun = true
    let optimiserStep = try state.step("step")
    try state.copy("users", to: model.users, step: optimiserStep)
    try state.copy("items", to: model.items, step: optimiserStep)
    optimiser.resume(atStep: optimiserStep)
    let epoch = try state.progress(batchSize: descent.batchSize, instanceCount: sampler.tripletCount)
    progress = epoch.position > 0 ? beginEpoch(epoch) : nil
    if progress == nil { generator = epoch.generator }
  }
}
