import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFSystem
import NCFWeights

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

/// The weights of best epochs: `weights/IDENTITY.safetensors` beside the database.
extension ResultStore {
  public func saveWeights(_ weights: TensorBundle, of identity: RunIdentity) throws {
    let file = try weightsPath(of: identity)
    try createFolder(of: file, for: "weights")
    try weights.write(to: file)
  }

  /// - Throws: `InputError` if there is a file but it holds no weights.
  public func weights(of identity: RunIdentity) throws -> TensorBundle? {
    try storedWeights(of: identity).map { try TensorBundle(contentsOf: $0) }
  }

  /// The file that holds the weights of a run's best epoch, or nil.
  func storedWeights(of identity: RunIdentity) throws -> String? {
    let file = try weightsPath(of: identity)
    let files = [file] + weightsFolders.map { "\($0)/\(URL(fileURLWithPath: file).lastPathComponent)" }
    return files.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Where the weights of a run are, or would be.
  public func weightsPath(of identity: RunIdentity) throws -> String {
    try path(of: identity, in: "weights", suffix: "safetensors")
  }
}

/// Where runs can go on: `checkpoints/IDENTITY.checkpoint` beside the database. A checkpoint is there for as long as
/// its run is unfinished; one that cannot be used is left aside, and the run starts afresh.
extension ResultStore {
  /// Also renews the run's lease, which an epoch may outlast.
  public func saveCheckpoint(
    _ checkpoint: RunCheckpoint, of run: PlannedRun, environment: RunEnvironment
  ) throws {
    let file = try checkpointPath(of: run.identity)
    try createFolder(of: file, for: "checkpoints")
    let content = CheckpointFile(
      identity: run.identity, release: environment.engineVersion, processor: environment.processor,
      checkpoint: checkpoint)
    try AtomicFile.write(content.parts(), to: file)
    try renewLease(of: run.identity)
  }

  public func start(of run: PlannedRun, environment: RunEnvironment) throws -> RunStart {
    do {
      return RunStart(checkpoint: try checkpoint(of: run.identity, environment))
    } catch let error as UnusableCheckpoint {
      return RunStart(warning: "the checkpoint is left aside: \(error)")
    }
  }

  public func removeCheckpoint(of identity: RunIdentity) throws {
    let file = try checkpointPath(of: identity)
    for path in [file, AtomicFile.partialPath(of: file)] {
      guard unlink(path) == 0 || errno == ENOENT || errno == ENOTDIR else {
        throw InputError(
          .cannotWrite, file: path, problem: "the checkpoint cannot be removed",
          remedy: "check the permissions of its folder")
      }
    }
  }

  /// Where the checkpoint of a run is, or would be.
  public func checkpointPath(of identity: RunIdentity) throws -> String {
    try path(of: identity, in: "checkpoints", suffix: "checkpoint")
  }

  /// - Returns: nil if there is none.
  /// - Throws: `UnusableCheckpoint` if there is one of another run, release or processor, or none that can be read.
  func checkpoint(of identity: RunIdentity, _ environment: RunEnvironment) throws -> RunCheckpoint? {
    let path = try checkpointPath(of: identity)
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw UnusableCheckpoint("\(path) cannot be read")
    }
    do {
      let file = try CheckpointFile(Array(bytes))
      guard file.identity == identity else { throw UnusableCheckpoint("\(path) is of another run") }
      guard file.release == environment.engineVersion else {
        throw UnusableCheckpoint("\(path) was made by release \(file.release)")
      }
      guard file.processor == environment.processor else {
        throw UnusableCheckpoint("\(path) was made on another processor, \(file.processor)")
      }
      return file.checkpoint
    } catch let error as MalformedCheckpoint {
      throw UnusableCheckpoint("\(path): \(error.problem)")
    }
  }
}
