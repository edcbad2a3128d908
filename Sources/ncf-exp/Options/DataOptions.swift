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
