import NCFKernels
import NCFRandom

/// Trains matrix factorisation with the pairwise loss of BPR (Rendle et al., UAI 2009).
final class PairwiseTrainer: Trainer {
  let epochCount: Int
  private let model: LatentFactors
  private let sampler: TripletSampler
  private let step: any PairwiseStep
  private var generator: SeededGenerator

  /// The batch at hand. Positives and negatives lie in one array, since they are rows of one table.
  private let users: AlignedBuffer<Int32>
  private let items: AlignedBuffer<Int32>

  init(_ context: TrainingContext) {
    let (training, values) = (context.training, context.values)
    let seed = UInt64(values.integer(.seed))
    let factors = values.integer(.factors)
    let learner = Optimiser.Learner(rawValue: values.text(.learner))!
    let optimiser = Optimiser(learner, rate: values.number(.learningRate))
    let width = paddedWidth(factors)
    model = LatentFactors(
      factors: factors, users: optimiser.makeRows(rowCount: training.userCount, width: width),
      items: optimiser.makeRows(rowCount: training.itemCount, width: width))
    model.initialise(seed: seed)
    sampler = TripletSampler(
      offsets: training.offsets, items: training.items, itemCount: training.itemCount)
    if learner == .sgd {
      step = PairwiseDescent(model, rate: values.number(.learningRate), penalty: values.number(.l2))
    } else {
      step = PairwiseBatchStep(
        model, optimiser, batchSize: min(values.integer(.batchSize), max(1, sampler.tripletCount)),
        penalty: values.number(.l2))
    }
    users = AlignedBuffer(count: step.batchSize, zero: 0)
    items = AlignedBuffer(count: 2 * step.batchSize, zero: 0)
    generator = SeededGenerator(seed: seed, stream: "sample")
    epochCount = values.integer(.epochs)
  }

  /// - Returns: The mean of −ln σ(x) over the triplets, each before its step.
  func trainEpoch() -> Double {
    sampler.draw(using: &generator)
    var loss = 0.0
    let (users, positives) = (users.pointer, items.pointer)
    for start in stride(from: 0, to: sampler.tripletCount, by: step.batchSize) {
      let count = min(step.batchSize, sampler.tripletCount - start)
      let negatives = positives + count
      sampler.unpack(from: start, count: count, users: users, positives: positives, negatives: negatives)
      loss += step.take(
        TripletIndices(users: users, positives: positives, negatives: negatives), count: count)
    }
    step.settle()
    return loss / Double(max(1, sampler.tripletCount))
  }

  func prepareToScore() {}

  func score(user: Int, items: UnsafeBufferPointer<Int32>, into scores: UnsafeMutableBufferPointer<Float>) {
    model.score(user: user, items: items, into: scores)
  }

  var weights: TensorBundle { model.weights }

  func restore(_ weights: TensorBundle) throws { try model.restore(weights) }
}
