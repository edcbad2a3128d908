import NCFRandom

/// How far a trainer has come in an epoch whose instances it draws at the start.
struct EpochProgress {
  /// How many instances are trained on, at least, between two questions whether to pause: a few milliseconds'
  /// work.
  static let stretch = 4096

  /// The generator before the epoch's instances were drawn. To resume is to draw the same ones again.
  let generator: SeededGenerator
  /// The next instance.
  var position = 0
  /// Summed over the instances before it.
  var loss = 0.0

  init(_ generator: SeededGenerator) { self.generator = generator }
}

extension TrainerState {
  private static let (generator, position, loss) = ("generator", "position", "loss")

  /// Keeps the progress in an epoch; between epochs, the generator that draws the next.
  mutating func set(_ progress: EpochProgress?, next: SeededGenerator) {
    set(Self.generator, progress?.generator ?? next)
    set(Self.position, progress?.position ?? 0)
    set(Self.loss, progress?.loss ?? 0)
  }

  /// - Returns: At position 0 between epochs.
  /// - Throws: `InputError` if a batch cannot begin at the position.
  func progress(batchSize: Int, instanceCount: Int) throws -> EpochProgress {
    var progress = EpochProgress(try generator(Self.generator))
    progress.position = try value(Self.position, as: Int.self)
    progress.loss = try value(Self.loss, as: Double.self)
    guard progress.position >= 0, progress.position <= instanceCount,
      progress.position.isMultiple(of: batchSize)
    else { throw Self.error("no batch begins at position \(progress.position)") }
    return progress
  }
}
