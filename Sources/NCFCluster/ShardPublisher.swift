import Foundation
import NCFConcurrency
import NCFExperiments
import NCFStore

/// Keeps a shard's files up to date while its runs are trained, for `collect` and `status`.
public final class ShardPublisher: SchedulerObserver {
  private let shard: Shard
  private let store: ResultStore
  private let job: String?
  private let next: (any SchedulerObserver)?
  private let due: Locked<SuspendingClock.Instant>
  private let clock = SuspendingClock()

  /// Of the time that goes by, writing takes a twentieth at most.
  private static let share = 20
  private static let shortestInterval = Duration.seconds(5)

  /// - Parameters:
  ///   - store: The shard's database.
  ///   - job: The queue's name for the task.
  ///   - next: Is told of everything as well.
  public init(shard: Shard, store: ResultStore, job: String?, next: (any SchedulerObserver)?) {
    (self.shard, self.store, self.job, self.next) = (shard, store, job, next)
    due = Locked(clock.now)
  }

  /// Writes the files now.
  /// - Throws: `InputError` if they cannot be written.
  public func publish() throws { try shard.publish(store, job: job) }

  /// What goes wrong here goes wrong at the end as well, and is reported then.
  private func publishIfDue() {
    due.withLock { due in
      let start = clock.now
      guard start >= due else { return }
      try? publish()
      due = clock.now + max(Self.shortestInterval, (clock.now - start) * Self.share)
    }
  }

  public func runStarted(_ run: PlannedRun, resumingAfter epoch: Int?) {
    publishIfDue()
    next?.runStarted(run, resumingAfter: epoch)
  }

  public func epochFinished(_ progress: RunProgress) {
    publishIfDue()
    next?.epochFinished(progress)
  }

  public func runFinished(_ run: PlannedRun, result: RunResult) {
    publishIfDue()
    next?.runFinished(run, result: result)
  }

  public func runWarned(_ run: PlannedRun, of problem: String) { next?.runWarned(run, of: problem) }

  public func runAwaited(_ run: PlannedRun) { next?.runAwaited(run) }

  public func runFailed(_ run: PlannedRun, reason: String) { next?.runFailed(run, reason: reason) }

  public func runCancelled(_ run: PlannedRun) { next?.runCancelled(run) }

  public func runSkipped(_ run: PlannedRun, because reason: SkipReason) {
    next?.runSkipped(run, because: reason)
  }
}
