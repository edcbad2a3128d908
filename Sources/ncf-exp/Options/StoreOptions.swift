import ArgumentParser
import Foundation
import NCFStore

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
