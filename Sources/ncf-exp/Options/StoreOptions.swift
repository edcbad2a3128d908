import ArgumentParser
import Foundation
import NCFStore

/// Which database.
struct StoreOptions: ParsableArguments {
  @Option(name: .customLong("db"), help: ArgumentHelp("The database of results.", valueName: "path"))
  var path = "results/ncf.sqlite"

  func open(_ mode: ResultStore.Mode) throws -> ResultStore { try ResultStore(path: path, mode: mode) }

  var exists: Bool { FileManager.default.fileExists(atPath: path) }
}
