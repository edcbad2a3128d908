import ArgumentParser
import Foundation
import NCFCluster
import NCFExperiments
import NCFStore

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Train the runs of one or several specs; what is finished already is not repeated.",
    discussion: """
      Results are stored as they come. An interrupted sweep goes on where it stopped when the same command is
      given again.

      EXAMPLES
        ncf-exp run experiments/quickstart.json
        ncf-exp run experiments/neg_ratio.json --jobs 2 --set epochs=2
        ncf-exp run experiments/figure-4.json experiments/figure-7.json --seeds 3
        parallel ncf-exp run experiments/neg_ratio.json --jobs 1 --shard {}/8 ::: 1 2 3 4 5 6 7 8
      """)

  @Argument(help: ArgumentHelp("Spec files.", valueName: "spec"), completion: .file(extensions: ["json"]))
  var specs: [String]

  @OptionGroup var plan: PlanOptions
  @OptionGroup var data: SuppliedDataOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var checkpoints: CheckpointOptions

  @Option(help: ArgumentHelp("Runs trained at a time (default: the number of cores).", valueName: "n"))
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Train only the i-th of n shards of the plan, in a database of its own; ncf-exp collect brings them together.",
      valueName: "i/n"))
  var shard: ShardNumber?

  @OptionGroup var shards: ShardOptions

  @Flag(help: "Try runs that failed before again.")
  var retryFailed = false

  @Flag(help: "Store the weights of every run's best epoch beside the database.")
  var keepWeights = false

  @Flag(name: .shortAndLong, help: "No progress, only the outcome.")
  var quiet = false

  func validate() throws {
    guard !specs.isEmpty else { throw ValidationError("name at least one spec file") }
    guard jobs ?? 1 >= 1 else { throw ValidationError("--jobs expects a whole number from 1") }
  }

  func run() throws {
    let library = try data.library()
    let plan = try Plan(
      specs: specs.map { try ExperimentSpec.read(file: $0) }, overrides: plan.overrides(), datasets: library)
    plan.nameAbsentDatasets()
    try carryOut(plan, library).report(on: plan)
  }

  private func carryOut(_ plan: Plan, _ library: DatasetLibrary) throws -> Outcome {
    guard let shard else {
      return try SweepSession(
        store: store.open(.readWrite), library: library, jobs: jobs, retriesFailed: retryFailed,
        keepsWeights: keepWeights, checkpointInterval: checkpoints.interval, isQuiet: quiet
      ).carryOut(plan)
    }
    let folder = shards.folder(of: plan, store)
    let place = folder.shard(shard.number, of: shard.count)
    let mainWeights = Shard(path: store.folder)
    let outstanding = plan.outstanding(
      finished: folder.collected(), keepsWeights: keepWeights, hasWeights: mainWeights.hasWeights)
    let own = plan.restricted(to: outstanding.intersection(plan.shards(shard.count)[shard.number - 1]))
    return try SweepSession(
      store: place.open(weightsFolders: [mainWeights.weightsFolder]), library: library, jobs: jobs,
      retriesFailed: retryFailed, keepsWeights: keepWeights, checkpointInterval: checkpoints.interval,
      isQuiet: quiet, shard: place
    ).carryOut(own)
  }
}
