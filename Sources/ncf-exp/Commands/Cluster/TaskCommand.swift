import ArgumentParser
import Foundation
import NCFCluster
import NCFDiagnostics
import NCFExperiments
import NCFStore

struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Train one shard of a submitted sweep, as the job scripts of submit do.",
    discussion: """
      With ncf-exp submit --dry-run and this, any queue will do: the shards and their stages stand in sweep.json.

      EXAMPLE
        ncf-exp task results/shards/neg_ratio 17
      """)

  @Argument(help: ArgumentHelp("The sweep's folder.", valueName: "dir"), completion: .directory)
  var folder: String
  @Argument(help: ArgumentHelp("The shard's number.", valueName: "number"))
  var number: Int
  @Option(help: ArgumentHelp("Runs trained at a time.", valueName: "n"))
  var jobs = 1

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs expects a whole number from 1") }
  }

  func run() throws {
    let folder = SweepFolder(path: folder)
    guard let manifest = try folder.manifest() else {
      throw InputError(
        .missing, file: self.folder, problem: "there is no sweep.json, so nothing was submitted from here")
    }
    guard let assignment = manifest.shards.first(where: { $0.number == number }),
      manifest.requests.indices.contains(assignment.request)
    else {
      throw InputError(
        .badContent, file: self.folder, place: "\(number)",
        problem: "expected a shard from 1 to \(manifest.shards.count)")
    }
    let settings = manifest.settings
    let library = DataOptions.library(folder: settings.data)
    let plan = try manifest.requests[assignment.request].plan(datasets: library)
      .restricted(to: Set(assignment.runs))
    guard plan.runs.count == assignment.runs.count else {
      throw InputError(
        .badContent, file: self.folder, place: "\(number)",
        problem: "the plan has other runs here than where it was submitted",
        remedy: "use the same data sets and the same release of ncf-exp on all machines")
    }
    let shard = folder.shard(number)
    let database = URL(fileURLWithPath: settings.database).deletingLastPathComponent().path
    let starts = plan.outsidePrerequisites
    let sources =
      manifest.shards.filter { !starts.isDisjoint(with: $0.runs) }.map { folder.shard($0.number) }
      + [Shard(path: database)]
    try SweepSession(
      store: shard.open(weightsFolders: sources.map(\.weightsFolder)), library: library, jobs: jobs,
      retriesFailed: settings.retriesFailed, keepsWeights: settings.keepsWeights,
      checkpointInterval: .seconds(settings.checkpointSeconds), shard: shard
    ).carryOut(plan).report(on: plan)
  }
}
