import Synchronization

/// A switch that asks running work to stop, as Ctrl-C does. It is thrown once and stays.
public final class CancellationFlag: Sendable {
  private let isThrown = Atomic(false)

  public init() {}

  /// Asks for the stop; safe from any thread.
  public func cancel() { isThrown.store(true, ordering: .relaxed) }

  public var isCancelled: Bool { isThrown.load(ordering: .relaxed) }
}
