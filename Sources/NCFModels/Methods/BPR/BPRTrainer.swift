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
  private var epochs: SampledEpochs

  /// The batch at hand.
  private let batch: TripletBatch

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
    batch = TripletBatch(capacity: descent.batchSize)
    epochs = SampledEpochs(
      instanceCount: sampler.tripletCount, batchSize: descent.batchSize,
      generator: SeededGenerator(seed: seed, stream: "sample")
    ) { [sampler] in sampler.draw(using: &$0) }
    epochCount = settings.epochs
  }

  /// Takes the gradient steps of a stretch of the epoch's triplets. The epoch's loss is the mean of −ln σ(x) over
  /// the triplets, each before its step.
  func step() -> TrainingStep {
    epochs.step { start, count in
      sampler.unpack(from: start, count: count, into: batch)
      return descent.take(batch)
    } finish: {
      descent.settle()
    }
  }

  func start(from weights: TensorBundle) throws { try model.take(weights) }

  func recommender() -> any Recommender { model }

  var weights: TensorBundle { model.weights }

  var state: TrainerState? {
    var state = TrainerState()
    state.set("users", model.users)
    state.set("items", model.items)
    state.set("step", optimiser.step)
    epochs.keep(in: &state)
    return state
  }

  func resume(from state: TrainerState) throws {
    let optimiserStep = try state.step("step")
    try state.copy("users", to: model.users, step: optimiserStep)
    try state.copy("items", to: model.items, step: optimiserStep)
    optimiser.resume(atStep: optimiserStep)
    try epochs.resume(from: state)
  }
}
