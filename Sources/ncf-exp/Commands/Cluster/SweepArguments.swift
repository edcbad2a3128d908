import ArgumentParser
import NCFCluster

/// Which sweeps a command is about, and whether it answers a program.
struct SweepArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp("A sweep's folder (default: all in shards beside the database).", valueName: "dir"),
    completion: .directory)
  var folder: String?
  @Flag(help: "One JSON object, for programs.")
  var json = false

  func folders(beside store: StoreOptions) throws -> SweepFolders {
    try SweepFolders(named: folder, besideDatabase: store.path)
  }
}
