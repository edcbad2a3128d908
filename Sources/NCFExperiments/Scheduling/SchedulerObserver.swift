/// Watches the scheduler, to show progress. Calls come from the workers' threads, several at a time.
public protocol SchedulerObserver: Sendable {
  /// - Parameter epoch: The last epoch that was measured before the checkpoint from which the run goes on; nil if
  ///   it starts afresh.
  func runStarted(_ run: PlannedRun, resumingAfter epoch: Int?)
  /// Something about a run's checkpoints went wrong, or memory is short; the run goes on.
  func runWarned(_ run: PlannedRun, of problem: String)
  /// Another process has the run, and this one waits for it, since runs of its own start from it.
  func runAwaited(_ run: PlannedRun)
  /// An epoch has been measured; epoch 0 is the state before training.
  func epochFinished(_ progress: RunProgress)
  func runFinished(_ run: PlannedRun, result: RunResult)
  func runFailed(_ run: PlannedRun, reason: String)
  /// The run was interrupted and will go on from its checkpoint next time.
  func runCancelled(_ run: PlannedRun)
  /// The run was not started.
  func runSkipped(_ run: PlannedRun, because reason: SkipReason)
}

/// How far a run has come.
public struct RunProgress: Hashable, Sendable {
  public let run: PlannedRun
  /// What the latest epoch measured.
  public let record: EpochRecord
  public let epochCount: Int
  /// How long the rest takes at the pace so far; nil before the first epoch has ended.
  public let secondsLeft: Double?
}

/// Why a run was not started.
public enum SkipReason: Hashable, Sendable {
  /// Its result is stored already.
  case finishedBefore
  /// It failed before, and a retry was not asked for.
  case failedBefore
  /// Another process has it.
  case runningElsewhere
}
