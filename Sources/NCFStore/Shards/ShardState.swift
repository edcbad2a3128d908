import Foundation
import NCFExperiments

/// How far a shard's runs are: the content of `state.json`.
public struct ShardState: Hashable, Sendable, Codable {
  public struct Experiment: Hashable, Sendable, Codable {
    public let name: String
    /// Those of its runs that are in the shard.
    public let runs: [RunIdentity]
  }

  public struct Run: Hashable, Sendable, Codable {
    public let identity: RunIdentity
    public let state: RunSummary.State
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
