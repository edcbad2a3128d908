import NCFCluster
import NCFExperiments
import NCFStore

/// What of a plan is to be submitted, by what the main database, the shards and the queue say.
struct Submission {
  let plan: Plan
  let folder: SweepFolder
  /// Those that were submitted before.
  let jobs: [SubmittedJob]
  /// Of these, those with tasks in the queue.
  let livingJobs: [SubmittedJob]
  let largestArray: Int
  /// The runs to submit.
  let wanted: Set<RunIdentity>
  private let finishedCount: Int
  private let queued: Set<RunIdentity>
  private let failed: Set<RunIdentity>
  private let earlier: SweepManifest?

  /// - Parameter needsQueue: Whether what the queue holds has to be known.
  /// - Throws: `InputError` if something that it reads is damaged, or the queue does not answer.
  init(
    plan: Plan, folder: SweepFolder, store: StoreOptions, retriesFailed: Bool, keepsWeights: Bool,
    needsQueue: Bool
  ) throws {
    self.plan = plan
    self.folder = folder
    earlier = try folder.manifest()
    jobs = try folder.jobs()
    let tasks = needsQueue ? try Slurm.queue() : Slurm.queueIfThere { StandardError.write("note: \($0)") }
    let queue = QueuedParts(jobs, tasks ?? [])
    largestArray = tasks == nil ? Slurm.usualArray : Slurm.largestArray
    livingJobs = jobs.filter { queue.jobs.contains($0.job) }
    queued = Set((earlier?.parts ?? []).filter { queue.isRunning[$0.number] != nil }.flatMap(\.runs))

    var finished: Set<RunIdentity> = []
    var failed: Set<RunIdentity> = []
    let wantRanking = Set(plan.runs.filter(\.wantsFullRanking).map(\.identity))
    if store.exists {
      let main = try store.open(.readOnly)
      let statuses = try main.statuses(of: plan.runs.map(\.identity))
      let ranked = try main.fullyRanked(of: Array(wantRanking))
      finished = Set(statuses.filter { $0.value == .finished }.keys).subtracting(
        wantRanking.subtracting(ranked))
      failed = Set(statuses.filter { $0.value == .failed }.keys)
    }
    var homes: [RunIdentity: [Shard]] = [:]
    for shard in Shard.all(in: folder.path) {
      for run in try shard.state()?.runs ?? [] {
        homes[run.identity, default: []].append(shard)
        if run.state == .finished, run.isFullyRanked || !wantRanking.contains(run.identity) {
          finished.insert(run.identity)
        }
        if run.state == .failed { failed.insert(run.identity) }
      }
    }
    let main = Shard(path: store.folder)
    let outstanding = plan.outstanding(finished: finished, keepsWeights: keepsWeights) { run in
      ([main] + homes[run, default: []]).contains { $0.hasWeights(of: run) }
    }
    failed = retriesFailed ? [] : failed.intersection(outstanding)
    // What starts from a run that failed cannot be done either.
    for run in plan.runs
    where !failed.isDisjoint(with: run.prerequisites.values) && outstanding.contains(run.identity) {
      failed.insert(run.identity)
    }
    self.failed = failed
    finishedCount = plan.runs.count - outstanding.count
    wanted = outstanding.subtracting(queued).subtracting(failed)
  }

  /// The manifest of earlier submissions, with these settings for the tasks to come.
  func manifest(settings: SweepManifest.Settings) -> SweepManifest {
    guard var manifest = earlier else { return SweepManifest(settings: settings) }
    manifest.settings = settings
    return manifest
  }

  /// The parts to submit, by stage.
  func stages(of manifest: SweepManifest) -> [(stage: Int, parts: [SweepManifest.Part])] {
    let numbers = Set(manifest.partOfRun.filter { wanted.contains($0.key) }.map(\.value.number))
    return Dictionary(grouping: manifest.parts.filter { numbers.contains($0.number) }, by: \.stage)
      .sorted { $0.key < $1.key }.map { (stage: $0.key, parts: $0.value) }
  }

  /// "30 runs: 12 finished, 4 in the queue, 14 to submit"
  var summary: String {
    let counts = [
      (finishedCount, "finished"),
      (plan.runs.count { queued.contains($0.identity) }, "in the queue"),
      (failed.count, "failed (--retry-failed submits them again)"), (wanted.count, "to submit"),
    ]
    let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(plan.runs.count) runs: \(parts.joined(separator: ", "))"
  }
}
