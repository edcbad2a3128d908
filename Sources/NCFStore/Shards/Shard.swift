import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFSystem

/// A folder in which one process carries out a part of a plan, with a database of its own: `ncf.sqlite`, `weights`,
/// `checkpoints`.
///
/// A database on a network file system must not be opened on two machines at once. What other machines may read are
/// plain files that are only ever replaced as a whole: the finished runs, `runs.jsonl`, the weights, and how far each
/// run is, `state.json`.
public struct Shard: Hashable, Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  public var database: String { "\(path)/ncf.sqlite" }
  public var weightsFolder: String { "\(path)/weights" }
  public var runsFile: String { "\(path)/runs.jsonl" }
  public var stateFile: String { "\(path)/state.json" }

  /// Opens or creates the database, for the one process that works on the shard.
  /// - Parameter weightsFolders: Where the weights of other shards are, from which runs of this one start.
  /// - Throws: `InputError`, as `ResultStore.init` does.
  public func open(weightsFolders: [String] = []) throws -> ResultStore {
    try ResultStore(path: database, mode: .readWrite, isExclusive: true, weightsFolders: weightsFolders)
  }

  /// Writes the files that others read.
  /// - Parameter job: The queue's name for the task.
  /// - Throws: `InputError` if they cannot be written.
  public func publish(_ store: ResultStore, job: String?) throws {
    let runs = try store.runs()
    let finished = runs.filter { $0.state == .finished }.map(\.identity)
    let fullyRanked = try store.fullyRanked(of: finished)
    _ = try store.export(identities: finished, to: runsFile)
    let experiments = try store.experiments().map { ShardState.Experiment(name: $0.name, runs: $0.runs) }
    let state = ShardState(
      job: job, process: .current, updated: Timestamp.text(Date()), experiments: experiments,
      runs: runs.map { ShardState.Run($0, isFullyRanked: fullyRanked.contains($0.identity)) })
    try AtomicFile.write(state.json(), to: stateFile)
  }

  /// What the shard's process last wrote about its runs, or nil if there is nothing.
  /// - Throws: `InputError` if the file is damaged.
  public func state() throws -> ShardState? {
    guard let content = FileManager.default.contents(atPath: stateFile) else { return nil }
    guard let state = try? ShardState(json: content) else {
      throw InputError(
        .badContent, file: stateFile, problem: "expected the state of a shard, as ncf-exp writes it",
        remedy: "remove the file; the shard's next task writes it anew")
    }
    return state
  }

  /// Whether the shard's process has written anything yet.
  public var isBegun: Bool {
    [stateFile, runsFile].contains { FileManager.default.fileExists(atPath: $0) }
  }

  public func hasWeights(of identity: RunIdentity) -> Bool {
    FileManager.default.fileExists(atPath: "\(weightsFolder)/\(identity).safetensors")
  }

  /// The shards in a folder and in the folders in it, by path.
  public static func all(in folder: String) -> [Shard] {
    let shard = Shard(path: folder)
    if shard.isBegun { return [shard] }
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return entries.sorted().map { "\(folder)/\($0)" }
      .filter(FileManager.default.folderExists).flatMap(all)
  }
}
