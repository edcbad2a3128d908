import ArgumentParser
import Foundation
import NCFData
import NCFExperiments

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
