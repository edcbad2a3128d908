import Foundation
import NCFDiagnostics
import NCFStore

/// The sweeps that a command is about: the one that the user names, or all beside the database.
public struct SweepFolders: Hashable, Sendable {
  public let all: [SweepFolder]

  /// - Parameter name: A sweep's folder, or one that holds sweeps' folders.
  /// - Throws: `InputError` if the user names a folder that is not there.
  public init(named name: String?, besideDatabase database: String) throws {
    let path = name ?? SweepFolder.parent(ofDatabase: database)
    guard FileManager.default.folderExists(atPath: path) else {
      guard let name else {
        all = []
        return
      }
      throw InputError(
        .missing, file: name, problem: "there is no such folder of shards",
        remedy: "ncf-exp submit and ncf-exp run --shard make such folders")
    }
    let children = (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
    let isSweep = children.contains { child in
      ["sweep.json", "collected.txt"].contains(child) || Shard(path: "\(path)/\(child)").isBegun
    }
    let folders = isSweep ? [path] : children.map { "\(path)/\($0)" }.filter(FileManager.default.folderExists)
    all = folders.map(SweepFolder.init)
  }
}
