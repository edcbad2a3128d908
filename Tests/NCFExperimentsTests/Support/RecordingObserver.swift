import NCFConcurrency
import NCFExperiments

/// Writes down what it is told, run by run.
final class RecordingObserver: SchedulerObserver {
  private let log = Locked<[RunIdentity: [String]]>([:])
  private let epochs = Locked<[RunIdentity: [RunProgress]]>([:])
  private let onEpoch: @Sendable (RunProgress) -> Void
  private let onAwait: @Sendable (PlannedRun) -> Void

  init(
    onAwait: @escaping @Sendable (PlannedRun) -> Void = { _ in },
    onEpoch: @escaping @Sendable (RunProgress) -> Void = { _ in }
  ) {
    self.onAwait = onAwait
    self.onEpoch = onEpoch
  }

  func events(of run: PlannedRun) -> [String] { log.withLock { $0[run.identity] ?? [] } }
  func progress(of run: PlannedRun) -> [RunProgress] { epochs.withLock { $0[run.identity] ?? [] } }

  private func note(_ run: PlannedRun, _ event: String) {
    log.withLock { $0[run.identity, default: []].append(event) }
  }

  func runStarted(_ run: PlannedRun, resumingAfter epoch: Int?) {
    note(run, epoch.map { "started after \($0)" } ?? "started")
  }
  func runWarned(_ run: PlannedRun, of problem: String) { note(run, "warned") }
  func runFinished(_ run: PlannedRun, result: RunResult) { note(run, "finished") }
  func runFailed(_ run: PlannedRun, reason: String) { note(run, "failed") }
  func runCancelled(_ run: PlannedRun) { note(run, "cancelled") }
  func runAwaited(_ run: PlannedRun) {
    note(run, "awaited")
    onAwait(run)
  }
  func runSkipped(_ run: PlannedRun, because reason: SkipReason) { note(run, "skipped \(reason)") }
  func epochFinished(_ progress: RunProgress) {
    note(progress.run, "\(progress.record.epoch)/\(progress.epochCount)")
    epochs.withLock { $0[progress.run.identity, default: []].append(progress) }
    onEpoch(progress)
  }
}
