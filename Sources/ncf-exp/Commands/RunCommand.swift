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
      given again. What the results of a search decide, such as refits on all training data, is trained after them.

      EXAMPLES
        ncf-exp run experiments/quickstart.json
        ncf-exp run experiments/neg_ratio.json --jobs 2 --set epochs=2
        ncf-exp run first.json second.json --seeds 3
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
    let specs = try specs.map { try ExperimentSpec.found(as: $0) }
    if let shard { return try carryOut(shard, of: specs, library) }
    var opened: ResultStore?
    func database() throws -> ResultStore {
      let store = try opened ?? store.open(.readWrite)
      opened = store
      return store
    }
    // What is to be tried again has not ended yet.
    var retries = retryFailed
    let (plan, outcome) = try Outcome.ofStages {
      try Plan(specs: specs, overrides: self.plan.overrides(), datasets: library) { runs in
        try database().records(of: runs).filter { !retries || $0.value.status != .failed }
      }
    } carryOut: { plan, known in
      if known.isEmpty { plan.nameAbsentDatasets() }
      defer { retries = false }
      return try SweepSession(
        store: database(), library: library, jobs: jobs, retriesFailed: retries, keepsWeights: keepWeights,
        checkpointInterval: checkpoints.interval, isQuiet: quiet
      ).carryOut(plan, known: known)
    }
    if let later = plan.sequelText, !outcome.elsewhere.isEmpty {
      StandardError.write("later: \(later). Give the same command again when the other process has ended.")
    }
    try outcome.report(on: plan)
  }

  private func carryOut(_ shard: ShardNumber, of specs: [ExperimentSpec], _ library: DatasetLibrary) throws {
    let plan = try Plan(specs: specs, overrides: plan.overrides(), datasets: library)
    plan.nameAbsentDatasets()
    let folder = shards.folder(of: plan, store)
    let place = folder.shard(shard.number, of: shard.count)
    let mainWeights = Shard(path: store.folder)
    let outstanding = plan.outstanding(
      finished: folder.collected(), keepsWeights: keepWeights, hasWeights: mainWeights.hasWeights)
    let own = plan.restricted(to: outstanding.intersection(plan.shards(shard.count)[shard.number - 1]))
    let outcome = try SweepSession(
      store: place.open(weightsFolders: [mainWeights.weightsFolder]), library: library, jobs: jobs,
      retriesFailed: retryFailed, keepsWeights: keepWeights, checkpointInterval: checkpoints.interval,
      isQuiet: quiet, shard: place
    ).carryOut(own)
    if let later = plan.sequelText {
      StandardError.write(
        "later: \(later). After ncf-exp collect, the same command without --shard trains them.")
    }
    try outcome.report(on: own)
  }
}
