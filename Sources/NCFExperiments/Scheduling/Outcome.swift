/// How the runs of a plan ended, each list in the plan's order.
public struct Outcome: Hashable, Sendable {
  public struct Failure: Hashable, Sendable {
    public let identity: RunIdentity
    /// One line.
    public let reason: String
  }

  /// Trained now.
  public internal(set) var finished: [RunIdentity] = []
  /// Finished before, so not repeated.
  public internal(set) var reused: [RunIdentity] = []
  /// Failed now or before, or started from a run that failed.
  public internal(set) var failed: [Failure] = []
  /// Interrupted, or not yet started when the interruption came.
  public internal(set) var cancelled: [RunIdentity] = []
  /// Left to another process that has them, or that has a run that they start from.
  public internal(set) var elsewhere: [RunIdentity] = []
}
