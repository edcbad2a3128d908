import NCFRandom

/// The epochs of a trainer that draws each epoch's instances at its start and then takes them batch by batch: as many
/// in a step as take some milliseconds, the sum of their losses, and what a checkpoint needs to go on among them.
///
///     epochs = SampledEpochs(instanceCount: sampler.instanceCount, batchSize: 256, generator: generator) {
///       [sampler] in sampler.draw(using: &$0)
///     }
///     let step = epochs.step { start, count in lossOfTheBatch(from: start, count) }
struct SampledEpochs {
  /// How many instances a step takes, at least: a few milliseconds' work.
  private static let stretch = 4096

  private let instanceCount: Int
  private let batchSize: Int
  private let draw: (inout SeededGenerator) -> Void
  /// Draws the next epoch.
  private var generator: SeededGenerator
  /// Whether there has been an epoch 0.
  private var hasBegun = false
  /// Nil between epochs.
  private var current: Progress?

  /// How far the epoch at hand has come.
  private struct Progress {
    /// As it was before the epoch's instances were drawn. To resume is to draw the same ones again.
    let generator: SeededGenerator
    /// The next instance.
    var position = 0
    /// Summed over the instances before it.
    var loss = 0.0
  }

  /// - Parameters:
  ///   - instanceCount: Of every epoch.
  ///   - batchSize: The largest batch; only an epoch's last one is smaller.
  ///   - generator: Draws all epochs.
  ///   - draw: Draws an epoch's instances, the same ones each time that it is given the same generator.
  init(
    instanceCount: Int, batchSize: Int, generator: SeededGenerator,
    draw: @escaping (inout SeededGenerator) -> Void
  ) {
    self.instanceCount = instanceCount
    self.batchSize = batchSize
    self.generator = generator
    self.draw = draw
  }

  /// Takes the batches of a stretch of the epoch at hand, or begins the next one.
  /// - Parameters:
  ///   - take: Trains on `count` instances from `start` on.
  ///     Returns the sum of their losses, each before its step.
  ///   - finish: Called at the end of an epoch.
  /// - Returns: At the end of an epoch, its mean loss per instance.
  mutating func step(
    _ take: (_ start: Int, _ count: Int) -> Double, finish: () -> Void = {}
  ) -> TrainingStep {
    guard hasBegun else {
      hasBegun = true
      return .epoch(loss: nil)
    }
    var epoch = current ?? begin(Progress(generator: generator))
    let end = min(instanceCount, epoch.position + Self.stretch)
    while epoch.position < end {
      let count = min(batchSize, instanceCount - epoch.position)
      epoch.loss += take(epoch.position, count)
      epoch.position += count
    }
    guard epoch.position == instanceCount else {
      current = epoch
      return .within
    }
    current = nil
    finish()
    return .epoch(loss: epoch.loss / Double(max(1, instanceCount)))
  }

  private mutating func begin(_ epoch: Progress) -> Progress {
    generator = epoch.generator
    draw(&generator)
    return epoch
  }

  private enum Field {
    static let (generator, position, loss) = ("generator", "position", "loss")
  }

  /// Keeps the progress in an epoch; between epochs, the generator that draws the next.
  func keep(in state: inout TrainerState) {
    state.set(Field.generator, current?.generator ?? generator)
    state.set(Field.position, current?.position ?? 0)
    state.set(Field.loss, current?.loss ?? 0)
  }

  /// - Throws: `InputError` if a batch cannot begin at the position.
  mutating func resume(from state: TrainerState) throws {
    var epoch = Progress(generator: try state.generator(Field.generator))
    epoch.position = try state.value(Field.position, as: Int.self)
    epoch.loss = try state.value(Field.loss, as: Double.self)
    guard (0...instanceCount).contains(epoch.position), epoch.position.isMultiple(of: batchSize) else {
      throw TrainerState.error("no batch begins at position \(epoch.position)")
    }
    hasBegun = true
    generator = epoch.generator
    current = epoch.position > 0 ? begin(epoch) : nil
  }
}
