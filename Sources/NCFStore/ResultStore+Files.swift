import Foundation
import NCFDiagnostics
import NCFExperiments

/// The files of runs that stand beside the database, which would swell with them.
extension ResultStore {
  /// - Throws: `InputError` if the identity is none, and so could lead out of the folder.
  func path(of identity: RunIdentity, in folder: String, suffix: String) throws -> String {
    guard identity.isWellFormed else {
      throw InputError(
        .badContent, file: path, problem: "expected 64 hexadecimal digits, found \"\(identity)\"")
    }
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
    return "\(parent)/\(folder)/\(identity).\(suffix)"
  }

  func createFolder(of file: String, for what: String) throws {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        .cannotWrite, file: folder, problem: "the folder for \(what) cannot be created",
        remedy: "check the permissions and the free space of the database's folder")
    }
  }
}
