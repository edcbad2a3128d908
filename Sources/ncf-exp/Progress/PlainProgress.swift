import NCFEvaluation
import NCFExperiments
import NCFReports

/// Progress where nobody watches: one line per epoch on standard error.
struct PlainProgress: SchedulerObserver {
  private let naming: RunNaming

  /// - Parameter runs: Those of the plan.
  init(_ runs: [PlannedRun]) { naming = RunNaming(of: runs.map(\.configuration)) }

  func runStarted(_ run: PlannedRun, resumingAfter epoch: Int?) {
    write(run, epoch.map { "goes on after epoch \($0)" } ?? "started")
  }

  func runWarned(_ run: PlannedRun, of problem: String) { write(run, "warning: \(problem)") }

  func runAwaited(_ run: PlannedRun) {
    write(run, "another process has it; the runs that start from it wait")
  }

  func iterationFinished(_ progress: RunProgress) {
    let record = progress.record
    var parts = ["epoch \(record.epoch)/\(progress.epochCount)"]
    if let loss = record.loss { parts.append("loss \(loss.decimals(4))") }
    parts.append(record.metrics.summary)
    parts.append((record.trainingSeconds + record.evaluationSeconds).durationText)
    if let left = progress.secondsLeft, left > 0 { parts.append("left \(left.durationText)") }
    write(progress.run, parts.joined(separator: "  "))
  }

  func runFinished(_ run: PlannedRun, result: RunResult) {
    write(run, "finished  best epoch \(result.bestEpoch)  \(result.best.summary)")
  }

  func runFailed(_ run: PlannedRun, reason: String) { write(run, "failed: \(reason)") }

  func runCancelled(_ run: PlannedRun) { write(run, "stopped; it goes on from here next time") }

  func runSkipped(_ run: PlannedRun, because reason: SkipReason) { write(run, reason.text) }

  private func write(_ run: PlannedRun, _ text: String) {
    StandardError.write("\(run.identity.short)  \(naming[run.configuration])  \(text)")
  }
}

extension RankingMetrics {
  /// "HR@10 0.6712  NDCG@10 0.3991"
  var summary: String { "HR@10 \(hitRatio(at: 10).decimals(4))  NDCG@10 \(ndcg(at: 10).decimals(4))" }
}

extension SkipReason {
  var text: String {
    switch self {
    case .finishedBefore: "finished before"
    case .failedBefore: "failed before; --retry-failed tries it again"
    case .runningElsewhere: "another process has it"
    }
  }
}
