import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels

/// The weights of best epochs: `weights/IDENTITY.safetensors` beside the database, which would swell with them.
extension ResultStore {
  public func saveWeights(_ weights: TensorBundle, of identity: RunIdentity) throws {
    let file = try weightsPath(of: identity)
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        .cannotWrite, file: folder, problem: "the folder for weights cannot be created",
        remedy: "check the permissions and the free space of the database's folder")
    }
    try weights.write(to: file)
  }

  /// - Throws: `InputError` if there is a file but it holds no weights.
  public func weights(of identity: RunIdentity) throws -> TensorBundle? {
    let file = try weightsPath(of: identity)
    return FileManager.default.fileExists(atPath: file) ? try TensorBundle(contentsOf: file) : nil
  }

  /// Where the weights of a run are, or would be.
  public func weightsPath(of identity: RunIdentity) throws -> String {
    guard identity.isWellFormed else {
      throw InputError(
        .badContent, file: path, problem: "expected 64 hexadecimal digits, found \"\(identity)\"")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
    return "\(folder)/weights/\(identity).safetensors"
  }
}
