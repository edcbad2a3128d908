import ArgumentParser
import NCFCluster
import NCFExperiments
import NCFStore

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "How far experiments are, over the database, the shards of sweeps and Slurm's queue.",
    discussion: """
      Runs "to collect" are finished in a shard; ncf-exp collect adds them to the database.

      EXAMPLES
        ncf-exp status
        ncf-exp status results/shards/neg_ratio --json
      """)

  @OptionGroup var sweeps: SweepArguments
  @OptionGroup var store: StoreOptions

  func run() throws {
    var status = SweepStatus()
    var endings: [String: Int] = [:]
    if store.exists {
      let store = try store.open(.readOnly)
      status.add(experiments: try store.experiments(), runs: try store.runs())
    }
    let queue = Slurm.queueIfThere { StandardError.write("note: \($0)") }
    for sweep in try sweeps.folders(beside: store).all {
      guard let manifest = try sweep.manifest() else {
        for shard in Shard.all(in: sweep.path) { if let state = try shard.state() { status.add(state) } }
        continue
      }
      let jobs = try sweep.jobs()
      try status.add(manifest, in: sweep, queue: queue.map { QueuedShards(jobs, $0).isRunning })
      for task in Slurm.endings(of: jobs.map(\.job))
      where !["COMPLETED", "RUNNING", "PENDING"].contains(task.state) {
        endings[task.state, default: 0] += 1
      }
    }
    if sweeps.json { try JSONOutput.write(Report(status, endings)) } else { write(status, endings) }
  }

  private func write(_ status: SweepStatus, _ endings: [String: Int]) {
    guard !status.standings.isEmpty else { return print("no runs") }
    let columns = RunStanding.allCases.filter { standing in status.standings.values.contains(standing) }
    var table = TextTable(
      [("experiment", .left), ("runs", .right)] + columns.map { ($0.title, .right) })
    for experiment in status.experiments {
      table.append(
        [experiment.name, "\(experiment.runs.count)"]
          + columns.map { "\(status.count($0, of: experiment.runs))" })
    }
    let all = Array(status.standings.keys)
    table.append(["all runs", "\(all.count)"] + columns.map { "\(status.count($0, of: all))" })
    print(table.text)
    for failure in status.failures { print("failed: \(failure.identity.short)  \(failure.reason)") }
    for (state, count) in endings.sorted(by: { $0.key < $1.key }) {
      print("tasks that ended as \(state): \(count)")
    }
  }

  private struct Report: Encodable {
    struct Counts: Encodable {
      /// Nil for all runs together.
      let name: String?
      let runs: Int
      let finished: Int
      let toCollect: Int
      let running: Int
      let queued: Int
      let failed: Int
      let interrupted: Int
      let planned: Int

      init(_ name: String?, _ runs: [RunIdentity], _ status: SweepStatus) {
        self.name = name
        self.runs = runs.count
        finished = status.count(.finished, of: runs)
        toCollect = status.count(.toCollect, of: runs)
        running = status.count(.running, of: runs)
        queued = status.count(.queued, of: runs)
        failed = status.count(.failed, of: runs)
        interrupted = status.count(.interrupted, of: runs)
        planned = status.count(.planned, of: runs)
      }
    }

    struct Failure: Encodable {
      let run: RunIdentity
      let reason: String
    }

    let experiments: [Counts]
    let total: Counts
    let failures: [Failure]
    /// How many tasks ended otherwise than well, by Slurm's word.
    let taskEndings: [String: Int]

    init(_ status: SweepStatus, _ endings: [String: Int]) {
      experiments = status.experiments.map { Counts($0.name, $0.runs, status) }
      total = Counts(nil, Array(status.standings.keys), status)
      failures = status.failures.map { Failure(run: $0.identity, reason: $0.reason) }
      taskEndings = endings
    }
  }
}

extension RunStanding {
  fileprivate var title: String { self == .toCollect ? "to collect" : rawValue }
}
