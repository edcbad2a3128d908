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
  private var epochs: SampledEpochs

  /// The chunk at hand.
  private let batch = InstanceBatch(capacity: DotProductTrainer.chunk)
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
    epochs = SampledEpochs(
      instanceCount: sampler.instanceCount, batchSize: Self.chunk,
      generator: SeededGenerator(seed: seed, stream: "sample")
    ) { [sampler] in sampler.draw(using: &$0) }
    epochCount = settings.epochs
  }

  /// Takes the steps of a stretch of the epoch's instances. The epoch's loss is the mean log loss, each instance's
  /// before its step.
  func step() -> TrainingStep {
    epochs.step { start, count in
      sampler.unpack(from: start, count: count, into: batch)
      Kernels.logisticDescent(
        factors, pairs: batch.pairs, labels: batch.labels, rate: rate, penalty: penalty,
        logits: logits.extent)
      return Kernels.logisticLoss(
        logits: logits.extent, labels: batch.labels, count: count, scale: 1, gradients: gradients.extent)
    }
  }

  private var factors: BiasedFactors {
    BiasedFactors(
      users: model.vectors.users.view, items: model.vectors.items.view,
      biases: hasBiases
        ? .init(users: model.userBiases.extent, items: model.itemBiases.extent, all: model.bias.extent)
        : nil)
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
    epochs.keep(in: &state)
    return state
  }

  func resume(from state: TrainerState) throws {
    try state.copy("users", to: model.vectors.users, step: 0)
    try state.copy("items", to: model.vectors.items, step: 0)
    try state.copy("user biases", to: model.userBiases.elements)
    try state.copy("item biases", to: model.itemBiases.elements)
    try state.copy("bias", to: model.bias.elements)
    try epochs.resume(from: state)
  }
}
