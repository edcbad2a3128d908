import ArgumentParser
import Dispatch
import Foundation
import NCFCluster
import NCFData
import NCFExperiments
import NCFModels
import NCFReports
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
  /// In place of the usual progress.
  var observer: (any SchedulerObserver)?
  /// The shard that the store is of, whose files are kept up to date.
  var shard: Shard?

  /// - Parameter known: The runs of earlier plans that this one follows from.
  /// - Throws: `ExitCode` 130 or 143 if a signal stopped it.
  func carryOut(_ plan: Plan, known: Set<RunIdentity> = []) throws -> Outcome {
    if !isQuiet, known.isEmpty { try nameOddities(plan) }
    let interruption = Interruption(endsAtSecondSignal: shard == nil)
    let sources = interruption.watch()
    defer { for source in sources { source.cancel() } }
    let watcher = observer ?? usualObserver(plan, known)
    let publisher = shard.map {
      ShardPublisher(shard: $0, store: store, job: Self.queueTask, next: watcher)
    }
    let scheduler = Scheduler(
      journal: store, datasets: library, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      retriesFailed: retriesFailed, keepsWeights: keepsWeights, checkpointInterval: checkpointInterval,
      observer: publisher ?? watcher, methods: methods)
    let outcome = try scheduler.carryOut(
      plan, known: known, cancellation: interruption.cancellation)
    try publisher?.publish()
    if let code = interruption.exitCode {
      StandardError.write("\(outcome.summary). The same command goes on from here.")
      throw ExitCode(code)
    }
    return outcome
  }

  /// Says, a line each, what is odd about the plan's data sets.
  private func nameOddities(_ plan: Plan) throws {
    for name in Set(plan.runs.map(\.configuration.dataset)).sorted() {
      let oddities = DatasetOddities(of: try library.dataset(named: name))
      guard !oddities.all.isEmpty else { continue }
      StandardError.write(
        "\(name): \(oddities.summary) (ncf-exp data verify \(name) says how they are treated)")
    }
  }

  /// What Slurm calls this task, such as 1234_5.
  private static var queueTask: String? {
    let environment = ProcessInfo.processInfo.environment
    guard let job = environment["SLURM_ARRAY_JOB_ID"], let task = environment["SLURM_ARRAY_TASK_ID"] else {
      return nil
    }
    return "\(job)_\(task)"
  }

  private func usualObserver(_ plan: Plan, _ known: Set<RunIdentity>) -> (any SchedulerObserver)? {
    if isQuiet { return nil }
    return Terminal.isInteractive()
      ? TerminalProgress(plan.runs, count: plan.runs.count - known.count) : PlainProgress(plan.runs)
  }
}

extension Outcome {
  /// Says how the runs of a plan ended.
  /// - Throws: `ExitCode` 1 if one failed.
  func report(on plan: Plan) throws {
    print(summary)
    try refuseFailures(of: plan)
  }

  /// Names the runs of a plan that failed.
  /// - Throws: `ExitCode` 1 if there are any.
  func refuseFailures(of plan: Plan) throws {
    guard !failed.isEmpty else { return }
    let naming = RunNaming(of: plan.runs.map(\.configuration))
    let names = Dictionary(uniqueKeysWithValues: plan.runs.map { ($0.identity, naming[$0.configuration]) })
    for failure in failed {
      StandardError.write(
        "failed: \(failure.identity.short)  \(names[failure.identity] ?? "")  \(failure.reason)")
    }
    throw ExitCode.failure
  }

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

extension Plan {
  /// Says, a line each, which data sets are absent and how many runs that costs.
  func nameAbsentDatasets() {
    for absent in absentDatasets {
      StandardError.write(
        "absent: \(absent.problem) (\(absent.runCount) \(absent.runCount == 1 ? "run" : "runs") left out)")
    }
  }
}
