import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFSystem

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
    let statuses = try statuses(of: identities)
    for identity in identities where statuses[identity] == .finished {
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
