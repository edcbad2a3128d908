import NCFExperiments

/// How far a run has come: what a listing shows, and its latest iteration.
public struct WatchedRun: Hashable, Sendable {
  public let summary: RunSummary
  /// The last iteration that was stored, on the task by which the run selects its best epoch; nil before the first.
  public let latest: EpochRecord?
  /// Seconds by `ComputingClock` that an iteration took so far, on the average; nil before the first has ended.
  public let secondsPerEpoch: Double?

  public init(summary: RunSummary, latest: EpochRecord?, secondsPerEpoch: Double?) {
    self.summary = summary
    self.latest = latest
    self.secondsPerEpoch = secondsPerEpoch
  }

  /// Iterations that the run has altogether; nil for methods that have none.
  public var epochCount: Int? {
    guard case .integer(let count) = summary.configuration.values[.epochs] else { return nil }
    return count
  }

  /// The share of the run that is done, from 0 to 1.
  public var fraction: Double {
    if summary.state == .finished { return 1 }
    guard let latest, let epochCount, epochCount > 0 else { return 0 }
    return min(1, Double(latest.epoch) / Double(epochCount))
  }

  /// How long the rest takes at the pace so far; nil if that cannot be said, or if nobody works on the run.
  public var secondsLeft: Double? {
    guard summary.state == .running, let latest, let epochCount, let secondsPerEpoch else { return nil }
    return Double(max(0, epochCount - latest.epoch)) * secondsPerEpoch
  }
}
