import Foundation
import NCFExperiments
import NCFModels
import NCFWeights

/// The weights of best epochs: `weights/IDENTITY.safetensors` beside the database.
extension ResultStore {
  public func saveWeights(_ weights: TensorBundle, of identity: RunIdentity) throws {
    let file = try weightsPath(of: identity)
    try createFolder(of: file, for: "weights")
    try weights.write(to: file)
  }

  /// - Throws: `InputError` if there is a file but it holds no weights.
  public func weights(of identity: RunIdentity) throws -> TensorBundle? {
    let file = try weightsPath(of: identity)
    let files = [file] + weightsFolders.map { "\($0)/\(URL(fileURLWithPath: file).lastPathComponent)" }
    return try files.first { FileManager.default.fileExists(atPath: $0) }.map {
      try TensorBundle(contentsOf: $0)
    }
  }

  /// Where the weights of a run are, or would be.
  public func weightsPath(of identity: RunIdentity) throws -> String {
    try path(of: identity, in: "weights", suffix: "safetensors")
  }
}
