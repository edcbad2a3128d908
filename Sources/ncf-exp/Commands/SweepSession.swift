import ArgumentParser
import Dispatch
import Foundation
import NCFExperiments
import NCFModels
import NCFStore

/// Carries out a plan from the command line: progress, and a clean stop on Ctrl-C.
struct SweepSession {
  let store: ResultStore
  let library: DatasetLibrary
  var jobs: Int?
  var retriesFailed = false
  var keepsWeights = false
  var checkpointInterval = Scheduler.defaultCheckpointInterval
  var isQuiet = false
  /// The methods that the plan was made with.
  var methods: [any Method] = MethodRegistry.all

  /// - Throws: `ExitCode` 130 or 143 if a signal stopped it.
  func carryOut(_ plan: Plan) throws -> Outcome {
    let interruption = Interruption()
    let sources = interruption.watch()
    defer { for source in sources { source.cancel() } }
    let scheduler = Scheduler(
      journal: store, datasets: library, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      retriesFailed: retriesFailed, keepsWeights: keepsWeights, checkpointInterval: checkpointInterval,
      observer: observer(plan), methods: methods)
    let outcome = try scheduler.carryOut(plan, cancellation: interruption.cancellation)
    if let code = interruption.exitCode {
      StandardError.write("\(outcome.summary). The same command goes on from here.")
      throw ExitCode(code)
    }
    return outcome
  }

  private func observer(_ plan: Plan) -> (any SchedulerObserver)? {
    if isQuiet { return nil }
    return Terminal.isInteractive ? TerminalProgress(runCount: plan.runs.count) : PlainProgress()
  }
}

extension Outcome {
  /// "3 finished, 9 finished before, 1 failed"
  var summary: String {
    let counts = [
      (finished.count, "finished"), (reused.count, "finished before"), (failed.count, "failed"),
      (cancelled.count, "stopped or not begun"), (elsewhere.count, "left to another process"),
    ]
    let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return parts.isEmpty ? "no runs" : parts.joined(separator: ", ")
  }
}
