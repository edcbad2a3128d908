import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFSystem

/// A folder in which one process carries out some of a plan's runs, with a database of its own: `ncf.sqlite`, `weights`,
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

/// How far a shard's runs are: the content of `state.json`.
public struct ShardState: Hashable, Sendable, Codable {
  public struct Experiment: Hashable, Sendable, Codable {
    public let name: String
    /// Those of its runs that are in the shard.
    public let runs: [RunIdentity]
  }

  public struct Run: Hashable, Sendable, Codable {
    public let identity: RunIdentity
    public let state: RunState
    /// The last epoch that was measured.
    public let epoch: Int?
    /// Why it failed, in one line.
    public let failure: String?
    /// Whether its full ranking is stored.
    public let isFullyRanked: Bool
  }

  /// The task of the queue that wrote this, as the queue calls it.
  public let job: String?
  let process: ProcessStamp
  let updated: String
  public let experiments: [Experiment]
  public let runs: [Run]

  /// Whether the process that wrote this lives, or nil if that cannot be seen from here.
  public var isAlive: Bool? { process.isAlive }

  /// When this was written.
  public var date: Date { Timestamp.date(updated) ?? .distantPast }
}

extension ShardState.Run {
  init(_ run: RunSummary, isFullyRanked: Bool) {
    self.init(
      identity: run.identity, state: run.state, epoch: run.lastEpoch, failure: run.failure,
      isFullyRanked: isFullyRanked)
  }
}

extension ShardState {
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try encoder.encode(self)
  }

  init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(ShardState.self, from: json)
  }
}

extension ResultStore {
  /// What a shard had to give.
  public struct Collected: Hashable, Sendable {
    public var runs = ImportSummary()
    /// Files of weights that were copied.
    public var weights = 0
  }

  /// Adds a shard's finished runs and their weights. What is there already is recognised.
  /// - Throws: `InputError` if a run contradicts a stored one, or weights do; nothing of the shard's runs is then
  ///   added, or no more of its weights.
  public func collect(_ shard: Shard) throws -> Collected {
    var collected = Collected()
    guard FileManager.default.fileExists(atPath: shard.runsFile) else { return collected }
    collected.runs = try importRuns(from: shard.runsFile)
    let files = (try? FileManager.default.contentsOfDirectory(atPath: shard.weightsFolder)) ?? []
    let identities = files.filter { $0.hasSuffix(".safetensors") }.sorted()
      .map { RunIdentity(digest: String($0.dropLast(".safetensors".count))) }
      .filter(\.isWellFormed)
    let states = try states(of: identities)
    for identity in identities where states[identity] == .finished {
      if try copyWeights(of: identity, from: shard) { collected.weights += 1 }
    }
    return collected
  }

  /// - Returns: false if they are there already.
  private func copyWeights(of identity: RunIdentity, from shard: Shard) throws -> Bool {
    let (source, target) = ("\(shard.weightsFolder)/\(identity).safetensors", try weightsPath(of: identity))
    if FileManager.default.fileExists(atPath: target) {
      guard FileManager.default.contentsEqual(atPath: source, andPath: target) else {
        throw InputError(
          .badContent, file: source,
          problem: "the weights of run \(identity.short) are others than those beside the database",
          remedy: "numbers differ between kinds of processor: collect into another database with --db")
      }
      return false
    }
    guard let content = FileManager.default.contents(atPath: source) else {
      throw InputError(.missing, file: source, problem: "the weights cannot be read")
    }
    try createFolder(of: target, for: "weights")
    try AtomicFile.write(content, to: target)
    return true
  }
}

extension FileManager {
  /// Whether there is a folder at a path.
  package func folderExists(atPath path: String) -> Bool {
    var isFolder: ObjCBool = false
    return fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }
}
