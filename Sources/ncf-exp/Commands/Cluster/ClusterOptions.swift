import ArgumentParser
import NCFCluster
import NCFExperiments

/// What a user asks of Slurm.
struct JobArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Slurm's partition.", valueName: "name"))
  var partition: String?
  @Option(
    help: ArgumentHelp(
      "Time limit of a task, as Slurm writes it: minutes, or 1:30:00. A task that runs out of time goes back into the queue and goes on from its checkpoints.",
      valueName: "time"))
  var time: TimeLimit?
  @Option(help: ArgumentHelp("Slurm's account.", valueName: "name"))
  var account: String?
  @Option(help: ArgumentHelp("Cores of a task; each trains a run at a time.", valueName: "n"))
  var cpus = 1
  @Option(
    help: ArgumentHelp(
      "Memory of a task, such as 2G, or none to leave it to Slurm (default: what its runs take).",
      valueName: "size"))
  var mem: String?
  @Option(help: ArgumentHelp("Runs in a task.", valueName: "n"))
  var chunk = 1
  @Option(help: ArgumentHelp("Tasks that run at a time at most.", valueName: "n"))
  var maxRunning: Int?
  @Option(
    name: .customLong("sbatch"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Any other option of sbatch, as in --sbatch --constraint=icelake. May be repeated.",
      valueName: "option"))
  var others: [String] = []

  func validate() throws {
    guard cpus >= 1 else { throw ValidationError("--cpus expects a whole number from 1") }
    guard chunk >= 1 else { throw ValidationError("--chunk expects a whole number from 1") }
    guard maxRunning ?? 1 >= 1 else { throw ValidationError("--max-running expects a whole number from 1") }
    guard others.allSatisfy({ $0.hasPrefix("-") && !$0.contains(where: \.isNewline) }) else {
      throw ValidationError("--sbatch expects an option, as in --sbatch --constraint=icelake")
    }
  }

  /// - Parameter runs: Those that a task may get, of which `cpus` run at a time.
  func options(for runs: [PlannedRun]) -> JobOptions {
    let memory = mem ?? Self.memory(of: runs, atATime: cpus)
    var options = JobOptions(memory: memory == "none" ? nil : memory)
    options.partition = partition
    options.time = time
    options.account = account
    options.cores = cpus
    options.running = maxRunning
    options.others = others
    return options
  }

  /// Half as much again as the largest runs take, and what the program and its data take.
  private static func memory(of runs: [PlannedRun], atATime count: Int) -> String {
    let largest = runs.map(\.memory).sorted(by: >).prefix(count).reduce(0, +)
    return "\(512 + largest * 3 / 2 / 1_000_000)M"
  }
}

extension TimeLimit: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

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

/// Where the shards of a sweep are kept until they are collected.
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

/// The i-th of n shards of a plan, as `--shard i/n` names it.
struct ShardNumber: ExpressibleByArgument {
  /// From 1.
  let number: Int
  let count: Int

  init?(argument: String) {
    let fields = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard fields.count == 2, let number = fields[0], let count = fields[1], (1...100_000).contains(count),
      (1...count).contains(number)
    else { return nil }
    (self.number, self.count) = (number, count)
  }
}
