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
    let specs = try specs.map { try ExperimentSpec.read(file: $0) }
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
    for (stage, parts) in submission.stages(of: manifest) {
      let arrays = stride(from: 0, to: parts.count, by: submission.largestArray).map {
        parts[$0..<min($0 + submission.largestArray, parts.count)]
      }
      let waited = ahead.filter { $0.stage < stage }.map(\.job)
      for (index, array) in arrays.enumerated() {
        let runs = Set(array.flatMap(\.runs)).intersection(submission.wanted)
        let script = JobScript(
          name: submission.plan.experiments.map(\.name).joined(separator: "+"), stage: stage,
          parts: array.map(\.number), runCount: runs.count, folder: folder, program: Self.program,
          workingFolder: FileManager.default.currentDirectoryPath,
          options: jobs.options(for: submission.plan.runs.filter { runs.contains($0.identity) }))
        let name = arrays.count == 1 ? "stage-\(stage).sbatch" : "stage-\(stage)-\(index + 1).sbatch"
        let file = try folder.write(script: script.text, named: name)
        if dryRun {
          // A number that only Slurm can give.
          ahead.append(
            SubmittedJob(job: name.prefix { $0 != "." }.uppercased(), stage: stage, parts: script.parts))
          print(Slurm.command(script: file, after: waited))
          continue
        }
        let job = SubmittedJob(
          job: try Slurm.submit(script: file, after: waited), stage: stage, parts: script.parts)
        ahead.append(job)
        submitted.append(job)
        // At once: what Slurm has must not be submitted twice, whatever happens to the rest.
        try folder.write(submitted)
        print(
          "job \(job.job): stage \(stage), \(runs.count) runs in \(job.parts.count) tasks"
            + (waited.isEmpty ? "" : ", after \(waited.joined(separator: ", "))"))
      }
    }
  }

  private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  private static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
  }
}
