import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFStore
import NCFSystem

/// The folder of a sweep on a cluster: `sweep.json`, `jobs.json`, the job scripts, `logs`, and a folder for each shard.
public struct SweepFolder: Hashable, Sendable {
  public let path: String

  public init(path: String) { self.path = path }

  /// The folder for these experiments' shards, beside the database, if the user names none.
  public init(of experiments: [String], besideDatabase database: String) {
    path = "\(Self.parent(ofDatabase: database))/\(experiments.joined(separator: "+"))"
  }

  /// The folder that holds the folders of all sweeps.
  public static func parent(ofDatabase database: String) -> String {
    "\(URL(fileURLWithPath: database).deletingLastPathComponent().relativePath)/shards"
  }

  public var logs: String { "\(path)/logs" }

  public func shard(_ number: Int) -> Shard { Shard(path: "\(path)/\(String(format: "%05d", number))") }

  /// The shard of the i-th of n shards, for queues that ncf-exp does not know.
  public func shard(_ number: Int, of count: Int) -> Shard { Shard(path: "\(path)/\(number)-of-\(count)") }

  public func create() throws {
    do {
      try FileManager.default.createDirectory(atPath: logs, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        .cannotWrite, file: path, problem: "the folder of the sweep cannot be created",
        remedy: "choose another with --shards")
    }
  }

  // MARK: What is to be done

  /// Nil if nothing has been submitted from this folder.
  /// - Throws: `InputError` if the file is damaged.
  public func manifest() throws -> SweepManifest? { try read("sweep.json") }

  public func write(_ manifest: SweepManifest) throws { try write(manifest, to: "sweep.json") }

  public func jobs() throws -> [SubmittedJob] { try read("jobs.json") ?? [] }

  public func write(_ jobs: [SubmittedJob]) throws { try write(jobs, to: "jobs.json") }

  /// Writes a job script.
  /// - Returns: Its path.
  public func write(script: String, named name: String) throws -> String {
    try AtomicFile.write(Data(script.utf8), to: "\(path)/\(name)")
    return "\(path)/\(name)"
  }

  // MARK: What needs no doing

  private var collectedFile: String { "\(path)/collected.txt" }

  /// The runs of which `collect` wrote down that the main database has them.
  public func collected() -> Set<RunIdentity> {
    let text = (try? String(contentsOfFile: collectedFile, encoding: .utf8)) ?? ""
    return Set(text.split(separator: "\n").map { RunIdentity(digest: String($0)) })
  }

  /// Writes down for tasks, which never open the main database, what it has.
  public func write(collected runs: [RunIdentity]) throws {
    try create()
    let text = runs.map { "\($0)\n" }.joined()
    try AtomicFile.write(Data(text.utf8), to: collectedFile)
  }

  // MARK: Files

  private func read<Value: Decodable>(_ name: String) throws -> Value? {
    guard let content = FileManager.default.contents(atPath: "\(path)/\(name)") else { return nil }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(Value.self, from: content)
    } catch {
      throw InputError(
        .badContent, file: "\(path)/\(name)", problem: "expected what ncf-exp submit writes here",
        remedy: "submit from another folder, with --shards")
    }
  }

  private func write(_ value: some Encodable, to name: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try AtomicFile.write(encoder.encode(value), to: "\(path)/\(name)")
  }
}

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
