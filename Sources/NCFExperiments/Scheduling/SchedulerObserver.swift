/// Watches the scheduler, to show progress. Calls come from the workers' threads, several at a time.
public protocol SchedulerObserver: Sendable {
  func runStarted(_ run: PlannedRun)
  /// An iteration has been measured; iteration 0 is the state before training.
  func iterationFinished(_ progress: RunProgress)
  func runFinished(_ run: PlannedRun, result: RunResult)
  func runFailed(_ run: PlannedRun, reason: String)
  /// The run was interrupted and will start afresh next time.
  func runCancelled(_ run: PlannedRun)
  /// The run was not started.
  func runSkipped(_ run: PlannedRun, because reason: SkipReason)
}
