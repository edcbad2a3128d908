import Foundation
import NCFConcurrency
import NCFEvaluation
import NCFExperiments
import NCFReports

/// Progress on a terminal: a bar for each active run, above them a line for each run that has ended.
final class TerminalProgress: SchedulerObserver {
  private struct State {
    var active: [(identity: RunIdentity, line: String)] = []
    var ended = 0
    /// Lines of the bars on screen, which the next drawing replaces.
    var drawn = 0
  }

  private static let barWidth = 20
  private let runCount: Int
  private let naming: RunNaming
  private let state = Locked(State())

  /// - Parameters:
  ///   - runs: Those of the plan.
  ///   - count: How many of them are told of.
  init(_ runs: [PlannedRun], count: Int) {
    runCount = count
    naming = RunNaming(of: runs.map(\.configuration))
  }

  func runStarted(_ run: PlannedRun, resumingAfter epoch: Int?) {
    state.withLock { state in
      let text = epoch.map { "going on after epoch \($0)" } ?? "starting"
      state.active.append((run.identity, bar(run, fraction: 0, text)))
      draw(&state)
    }
  }

  func runWarned(_ run: PlannedRun, of problem: String) {
    state.withLock { draw(&$0, above: "! \(naming[run.configuration])  \(problem)") }
  }

  func runAwaited(_ run: PlannedRun) {
    state.withLock {
      draw(
        &$0, above: "· \(naming[run.configuration])  another process has it; the runs that start from it wait"
      )
    }
  }

  func epochFinished(_ progress: RunProgress) {
    let record = progress.record
    var text = "\(record.epoch)/\(progress.epochCount)"
    if let loss = record.loss { text += "  loss \(loss.decimals(4))" }
    text += "  \(record.metrics.summary)"
    if let left = progress.secondsLeft { text += "  left \(left.durationText)" }
    let fraction = Double(record.epoch) / Double(max(1, progress.epochCount))
    state.withLock { state in
      if let index = state.active.firstIndex(where: { $0.identity == progress.run.identity }) {
        state.active[index].line = bar(progress.run, fraction: fraction, text)
      }
      draw(&state)
    }
  }

  func runFinished(_ run: PlannedRun, result: RunResult) {
    end(run, "✓ \(naming[run.configuration])  best epoch \(result.bestEpoch)  \(result.best.summary)")
  }

  func runFailed(_ run: PlannedRun, reason: String) { end(run, "✗ \(naming[run.configuration])  \(reason)") }

  func runCancelled(_ run: PlannedRun) { end(run, "– \(naming[run.configuration])  stopped") }

  func runSkipped(_ run: PlannedRun, because reason: SkipReason) {
    end(run, "· \(naming[run.configuration])  \(reason.text)")
  }

  private func bar(_ run: PlannedRun, fraction: Double, _ text: String) -> String {
    let full = Int((fraction * Double(Self.barWidth)).rounded(.down))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: Self.barWidth - full)
    return "\(bar) \(naming[run.configuration])  \(text)"
  }

  private func end(_ run: PlannedRun, _ line: String) {
    state.withLock { state in
      state.active.removeAll { $0.identity == run.identity }
      state.ended += 1
      draw(&state, above: "[\(state.ended)/\(runCount)] \(line)")
    }
  }

  /// Replaces the bars, after a line that stays.
  private func draw(_ state: inout State, above line: String? = nil) {
    var output = state.drawn > 0 ? "\u{1b}[\(state.drawn)A\u{1b}[J" : ""
    if let line { output += line + "\n" }
    let width = Terminal.width
    for (_, text) in state.active { output += text.prefix(width - 1) + "\n" }
    state.drawn = state.active.count
    FileHandle.standardError.write(Data(output.utf8))
  }
}

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

  func epochFinished(_ progress: RunProgress) {
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
