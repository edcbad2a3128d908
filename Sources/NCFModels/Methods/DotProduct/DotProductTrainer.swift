import NCFData
import NCFKernels
import NCFRandom
import NCFWeights

/// Trains a dot product with biases by SGD on single instances (Rendle et al., RecSys 2020).
final class DotProductTrainer: Trainer {
  /// Instances that the kernel takes at a time; it steps through them one by one.
  private static let chunk = 1024

  let epochCount: Int
  private let model: BiasedLatentFactors
  private let hasBiases: Bool
  private let rate: Float
  private let penalty: Float
  private let sampler: InstanceSampler
  private var generator: SeededGenerator
  /// Whether there has been an iteration 0.
  private var hasBegun = false
  /// Of the epoch at hand; nil between epochs.
  private var progress: EpochProgress?

  /// The chunk at hand.
  private let users = AlignedBuffer<Int32>(count: DotProductTrainer.chunk, zero: 0)
  private let items = AlignedBuffer<Int32>(count: DotProductTrainer.chunk, zero: 0)
  private let labels = AlignedBuffer<Float>(count: DotProductTrainer.chunk, zero: 0)
  private let logits = AlignedBuffer<Float>(count: DotProductTrainer.chunk, zero: 0)
  /// What the loss's kernel computes beside the loss.
  private let gradients = AlignedBuffer<Float>(count: DotProductTrainer.chunk, zero: 0)

  init(_ settings: DotProduct.Settings, _ training: InteractionMatrix) {
    let seed = UInt64(settings.seed)
    model = BiasedLatentFactors(training, width: settings.vectorWidth)
    model.vectors.initialise(seed: seed, deviation: settings.initialDeviation)
    hasBiases = settings.biases
    rate = Float(settings.learningRate)
    penalty = Float(settings.l2)
    sampler = InstanceSampler(
      offsets: training.offsets, items: training.items, itemCount: training.itemCount,
      negatives: settings.negatives, negativeItems: .all)
    generator = SeededGenerator(seed: seed, stream: "sample")
    epochCount = settings.epochs
  }

  /// Takes the steps of a stretch of the epoch's instances. The epoch's loss is the mean log loss, each instance's
  /// before its step.
  func step() -> TrainingStep {
    guard hasBegun else {
      hasBegun = true
      return .iteration(loss: nil)
    }
    var epoch = progress ?? beginEpoch(EpochProgress(generator))
    let end = min(sampler.instanceCount, epoch.position + EpochProgress.stretch)
    while epoch.position < end {
      let count = min(Self.chunk, sampler.instanceCount - epoch.position)
      sampler.unpack(
        from: epoch.position, count: count, users: users.pointer, items: items.pointer, labels: labels.pointer
      )
      Kernels.logisticDescent(
        factors, pairs: PairIndices(users: users.pointer, items: items.pointer), labels: labels.pointer,
        count: count, width: model.vectors.width, rate: rate, penalty: penalty, logits: logits.pointer)
      epoch.loss += Kernels.logisticLoss(
        logits: logits.pointer, labels: labels.pointer, count: count, scale: 1, gradients: gradients.pointer)
      epoch.position += count
    }
    guard epoch.position == sampler.instanceCount else {
      progress = epoch
      return .within
    }
    progress = nil
    return .iteration(loss: epoch.loss / Double(max(1, sampler.instanceCount)))
  }

  private var factors: BiasedFactors {
    BiasedFactors(
      users: model.vectors.users.view(), items: model.vectors.items.view(),
      biases: hasBiases
        ? .init(
          users: model.userBiases.pointer, items: model.itemBiases.pointer, all: model.bias.pointer)
        : nil)
  }

  /// Draws the epoch's instances, which are the same each time that one generator draws them.
  private func beginEpoch(_ epoch: EpochProgress) -> EpochProgress {
    generator = epoch.generator
    sampler.draw(using: &generator)
    return epoch
  }

  func start(from weights: TensorBundle) throws { try model.take(weights) }

  func recommender() -> any Recommender { model }

  var weights: TensorBundle { model.weights }

  var parameterCount: Int { model.parameterCount }

  var state: TrainerState? {
    var state = TrainerState()
    state.set("users", model.vectors.users)
    state.set("items", model.vectors.items)
    state.set("user biases", model.userBiases.elements)
    state.set("item biases", model.itemBiases.elements)
    state.set("bias", model.bias.elements)
    state.set(progress, next: generator)
    return state
  }

  func resume(from state: TrainerState) throws {
    hasBegun = true
    try state.copy("users", to: model.vectors.users, step: 0)
    try state.copy("items", to: model.vectors.items, step: 0)
    try state.copy("user biases", to: model.userBiases.elements)
    try state.copy("item biases", to: model.itemBiases.elements)
    try state.copy("bias", to: model.bias.elements)
    let epoch = try state.progress(batchSize: Self.chunk, instanceCount: sampler.instanceCount)
    progress = epoch.position > 0 ? beginEpoch(epoch) : nil
    if progress == nil { generator = epoch.generator }
  }
}
