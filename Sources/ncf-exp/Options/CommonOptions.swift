import ArgumentParser
import Foundation
import NCFData
import NCFEvaluation
import NCFExperiments
import NCFStore

/// Where data sets are.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "Folder of the data sets: DIR/ml-1m/ml-1m.train.rating or DIR/ml-1m.train.rating. Without it, the folder in NCF_DATA_DIR, then Data.",
      valueName: "dir"), completion: .directory)
  var folder: String?

  var locator: DatasetLocator { Self.locator(folder) }

  /// Loads each data set once.
  var library: DatasetLibrary { Self.library(folder: folder) }

  /// The folder that the user gave, by option or environment.
  var resolved: String? {
    folder ?? ProcessInfo.processInfo.environment[DatasetLocator.variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// - Parameter folder: What `--data` would give.
  static func library(folder: String?) -> DatasetLibrary {
    let locator = locator(folder)
    return DatasetLibrary { try DatasetReader.read(locator.locate($0)) }
  }

  private static func locator(_ folder: String?) -> DatasetLocator {
    DatasetLocator(explicit: folder, environment: ProcessInfo.processInfo.environment)
  }
}

/// Where data sets are, and what happens to those that are not there.
struct SuppliedDataOptions: ParsableArguments {
  @OptionGroup var data: DataOptions

  @Flag(
    help: ArgumentHelp(
      "Fetch the authors' data sets that are not there, once, into Data (or the folder of --data), and verify them."
    ))
  var fetch = false

  /// Loads each data set once.
  /// - Throws: `InputError` if the environment names a source that is no address.
  func library() throws -> DatasetLibrary {
    guard fetch else { return data.library }
    let supply = DatasetSupply(
      locator: data.locator,
      fetcher: try DatasetFetcher(
        source: nil, environment: ProcessInfo.processInfo.environment, retries: .unasked,
        observer: FetchProgress(isInteractive: Terminal.isInteractive())))
    return DatasetLibrary { try DatasetReader.read(supply.files(of: $0)) }
  }
}

/// Which database.
struct StoreOptions: ParsableArguments {
  static let defaultPath = "results/ncf.sqlite"

  @Option(
    name: .customLong("db"), help: ArgumentHelp("The database of results.", valueName: "path"),
    completion: .file(extensions: ["sqlite"]))
  var path = Self.defaultPath

  func open(_ mode: ResultStore.Mode) throws -> ResultStore { try ResultStore(path: path, mode: mode) }

  /// The folder that the database lies in.
  var folder: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }
}

/// What changes about the runs of a spec.
struct PlanOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a key in place of what the spec sets or sweeps, as in --set epochs=2. May be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  @Option(
    name: .customLong("seeds"),
    help: ArgumentHelp("Repeat each run with this many consecutive seeds.", valueName: "n"))
  var seedCount = 1

  @Option(
    name: .customLong("scale"), help: "full, or smoke: few epochs, only to see that everything works.")
  var scale = SpecOverrides.Scale.full

  func overrides() throws -> SpecOverrides {
    try SpecOverrides(settings: settings, seedCount: seedCount, scale: scale)
  }
}

extension SpecOverrides.Scale: ExpressibleByArgument {}

/// Which metrics a table or report shows.
struct MetricOptions: ParsableArguments {
  @Option(
    name: .customLong("metrics"),
    help: ArgumentHelp(
      "Metrics to show, such as hr@5,ndcg@10,mrr (default: the paper's, hr@10,ndcg@10). There are "
        + MetricRegistry.all.map { $0.title.lowercased() }.joined(separator: ", ")
        + ", and of the lists of runs with a full ranking "
        + ListMetricRegistry.all.map(\.name).joined(separator: ", ") + ".",
      valueName: "list"))
  var chosen: MetricList?

  var metrics: [RankingMetric] { chosen?.metrics ?? RankingMetric.paper }
  var listMetrics: [any ListMetric] { chosen?.listMetrics ?? [] }
}

/// Metrics by their names, with commas between them.
struct MetricList: ExpressibleByArgument {
  let metrics: [RankingMetric]
  let listMetrics: [any ListMetric]

  init?(argument: String) {
    let names = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    metrics = names.compactMap(RankingMetric.init(named:))
    listMetrics = names.compactMap(ListMetricRegistry.metric(named:))
    guard !names.isEmpty, metrics.count + listMetrics.count == names.count else { return nil }
  }
}

/// How often runs leave a checkpoint.
struct CheckpointOptions: ParsableArguments {
  @Option(
    name: .customLong("checkpoint-interval"),
    help: ArgumentHelp(
      "Seconds of training between two checkpoints, from which a run goes on if the program is killed.",
      valueName: "s"))
  var seconds = Scheduler.defaultCheckpointInterval / .seconds(1)

  var interval: Duration { .seconds(seconds) }

  func validate() throws {
    guard (0.01...1_000_000).contains(seconds) else {
      throw ValidationError("--checkpoint-interval expects seconds from 0.01 to 1000000")
    }
  }
}

/// Whether a listing is for programs.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "One JSON value, for programs, in place of the table.")
  var isChosen = false
}
