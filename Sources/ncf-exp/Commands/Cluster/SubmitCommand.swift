import ArgumentParser
import Foundation
import NCFCluster
import NCFDiagnostics
import NCFExperiments
import NCFStore

struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract:
      "Submit the runs of specs to Slurm, as job arrays; ncf-exp collect brings the results together.",
    discussion: """
      Each task trains a run, or --chunk runs, in a database of its own. What is finished, or in the queue, is not
      submitted again, so the same command submits what has been lost. Runs that others start from come in an array of
      their own, for which the others wait. docs/clusters.md says more.

      EXAMPLES
        ncf-exp submit experiments/neg_ratio.json --partition cpu --time 30
        ncf-exp submit experiments/*.json --time 4:00:00 --chunk 10 --cpus 2 --dry-run
      """)

  @Argument(help: ArgumentHelp("Spec files.", valueName: "spec"), completion: .file(extensions: ["json"]))
  var specs: [String]

  @OptionGroup var jobs: JobArguments
  @OptionGroup var shards: ShardOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var checkpoints: CheckpointOptions

  @Flag(help: "Try runs that failed before again.")
  var retryFailed = false

  @Flag(help: "Store the weights of every run's best epoch.")
  var keepWeights = false

  @Flag(help: "Write the scripts, and submit nothing.")
  var dryRun = false

  func run() throws {
    let specs = try specs.map { try ExperimentSpec.found(as: $0) }
    let library = data.library
    let stored = store.exists ? try store.open(.readOnly) : nil
    let plan = try Plan(specs: specs, overrides: plan.overrides(), datasets: library) {
      try stored?.records(of: $0) ?? [:]
    }
    plan.nameAbsentDatasets()
    // Tasks make the plan anew, without the database.
    let named = try Plan(specs: specs, overrides: self.plan.overrides(), datasets: library).runs
    let known = Set(named.map(\.identity))
    let submission = try Submission(
      plan: plan, folder: SweepFolder(path: absolute(shards.folder(of: plan, store).path)), store: store,
      retriesFailed: retryFailed, keepsWeights: keepWeights, needsQueue: !dryRun)
    var manifest = submission.manifest(
      settings: SweepManifest.Settings(
        data: data.resolved.map(absolute), database: absolute(store.path), keepsWeights: keepWeights,
        retriesFailed: retryFailed, checkpointSeconds: checkpoints.seconds))
    manifest.add(
      plan,
      of: SweepRequest(
        specs: specs, settings: self.plan.settings, seeds: self.plan.seedCount, scale: self.plan.scale,
        decided: plan.runs.filter { !known.contains($0.identity) }.map(\.configuration)),
      wanted: submission.wanted, chunk: jobs.chunk)
    try submission.folder.create()
    try submission.folder.write(manifest)
    // The main database knows from now on what was asked for.
    if !dryRun { try store.open(.readWrite).register(plan) }
    print(submission.summary)
    try submit(submission, manifest)
    if let later = plan.sequelText {
      print("later: \(later); after ncf-exp collect, the same command submits them")
    }
  }

  private func submit(_ submission: Submission, _ manifest: SweepManifest) throws {
    let folder = submission.folder
    var submitted = submission.jobs
    // Those of earlier stages that are not over yet.
    var ahead = submission.livingJobs
    for (stage, shards) in submission.stages(of: manifest) {
      let arrays = stride(from: 0, to: shards.count, by: submission.largestArray).map {
        shards[$0..<min($0 + submission.largestArray, shards.count)]
      }
      let waited = ahead.filter { $0.stage < stage }.map(\.job)
      for (index, array) in arrays.enumerated() {
        let runs = Set(array.flatMap(\.runs)).intersection(submission.wanted)
        let script = JobScript(
          name: submission.plan.experiments.map(\.name).joined(separator: "+"), stage: stage,
          shards: array.map(\.number), runCount: runs.count, folder: folder, program: Self.program,
          workingFolder: FileManager.default.currentDirectoryPath,
          options: jobs.options(for: submission.plan.runs.filter { runs.contains($0.identity) }))
        let name = arrays.count == 1 ? "stage-\(stage).sbatch" : "stage-\(stage)-\(index + 1).sbatch"
        let file = try folder.write(script: script.text, named: name)
        if dryRun {
          // A number that only Slurm can give.
          ahead.append(
            SubmittedJob(job: name.prefix { $0 != "." }.uppercased(), stage: stage, shards: script.shards))
          print(Slurm.command(script: file, after: waited))
          continue
        }
        let job = SubmittedJob(
          job: try Slurm.submit(script: file, after: waited), stage: stage, shards: script.shards)
        ahead.append(job)
        submitted.append(job)
        // At once: what Slurm has must not be submitted twice, whatever happens to the rest.
        try folder.write(submitted)
        print(
          "job \(job.job): stage \(stage), \(runs.count) runs in \(job.shards.count) tasks"
            + (waited.isEmpty ? "" : ", after \(waited.joined(separator: ", "))"))
      }
    }
  }

  private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  private static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}

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
    let queue = QueuedShards(jobs, tasks ?? [])
    largestArray = tasks == nil ? Slurm.usualArray : Slurm.largestArray
    livingJobs = jobs.filter { queue.jobs.contains($0.job) }
    queued = Set((earlier?.shards ?? []).filter { queue.isRunning[$0.number] != nil }.flatMap(\.runs))

    var finished: Set<RunIdentity> = []
    var failed: Set<RunIdentity> = []
    let wantRanking = Set(plan.runs.filter(\.wantsFullRanking).map(\.identity))
    if store.exists {
      let main = try store.open(.readOnly)
      let states = try main.states(of: plan.runs.map(\.identity))
      let ranked = try main.fullyRanked(of: Array(wantRanking))
      finished = Set(states.filter { $0.value == .finished }.keys).subtracting(
        wantRanking.subtracting(ranked))
      failed = Set(states.filter { $0.value == .failed }.keys)
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

  /// The shards to submit, by stage.
  func stages(of manifest: SweepManifest) -> [(stage: Int, shards: [SweepManifest.Assignment])] {
    let numbers = Set(manifest.shardOfRun.filter { wanted.contains($0.key) }.map(\.value.number))
    return Dictionary(grouping: manifest.shards.filter { numbers.contains($0.number) }, by: \.stage)
      .sorted { $0.key < $1.key }.map { (stage: $0.key, shards: $0.value) }
  }

  /// "30 runs: 12 finished, 4 in the queue, 14 to submit"
  var summary: String {
    let counts = [
      (finishedCount, "finished"),
      (plan.runs.count { queued.contains($0.identity) }, "in the queue"),
      (failed.count, "failed (--retry-failed submits them again)"), (wanted.count, "to submit"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return "\(plan.runs.count) runs: \(words.joined(separator: ", "))"
  }
}
