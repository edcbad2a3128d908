import ArgumentParser
import NCFCluster
import NCFExperiments

/// Where the parts of a sweep are kept until they are collected.
struct ShardOptions: ParsableArguments {
  @Option(
    name: .customLong("shards"),
    help: ArgumentHelp(
      "Folder of the sweep's shards (default: shards/EXPERIMENT beside the database).", valueName: "dir"),
    completion: .directory)
  var path: String?

  func folder(of plan: Plan, _ store: StoreOptions) -> SweepFolder {
    path.map(SweepFolder.init)
      ?? SweepFolder(of: plan.experiments.map(\.name), besideDatabase: store.path)
  }
}
