import Synchronization

/// What interferes with a run while it is trained: a stop, and checkpoints.
public struct RunControl {
  /// Asked every few milliseconds during training and evaluation.
  public let isCancelled: () -> Bool
  /// How long a run trains between two checkpoints; nil for none but at a stop.
  public let checkpointInterval: Duration?
  /// Keeps a checkpoint. Called at each interval, and when the run stops.
  public let save: (RunCheckpoint) throws -> Void

  public init(
    isCancelled: @escaping () -> Bool = { false }, checkpointInterval: Duration? = nil,
    save: @escaping (RunCheckpoint) throws -> Void = { _ in }
  ) {
    self.isCancelled = isCancelled
    self.checkpointInterval = checkpointInterval
    self.save = save
  }
}

/// A switch that asks running work to stop, as Ctrl-C does. It is thrown once and stays.
public final class CancellationFlag: Sendable {
  private let isThrown = Atomic(false)

  public init() {}

  /// Asks for the stop; safe from any thread.
  public func cancel() { isThrown.store(true, ordering: .relaxed) }

  public var isCancelled: Bool { isThrown.load(ordering: .relaxed) }
}
