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
      valueName: "dir"))
  var folder: String?

  var locator: DatasetLocator {
    DatasetLocator(explicit: folder, environment: ProcessInfo.processInfo.environment)
  }

  /// Loads each data set once.
  var library: DatasetLibrary {
    let locator = locator
    return DatasetLibrary { try DatasetReader.read(locator.locate($0)) }
  }
}
