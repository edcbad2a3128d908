import Foundation

/// How far a run has come: the words of listings, plans, progress, `--json` and the database.
public enum RunState: String, Hashable, Sendable, Codable, CaseIterable {
  /// An experiment asks for it; nobody has begun it.
  case planned
  /// A living process is working on it.
  case running
  /// It was begun, and given back or left by a process that died.
  case interrupted
  case finished
  /// It ended without a result, for a reason that is stored.
  case failed
}

/// A run as it is stored, once it has been begun.
public struct RunRecord: Hashable, Sendable {
  public let identity: RunIdentity
  public let configuration: RunConfiguration
  public let datasetDigest: String
  public let status: RunState
  /// Why it failed, in one line.
  public let failure: String?
  public let environment: RunEnvironment
  public let started: Date
  public let ended: Date?
  /// In the order of the epochs; for a run that has not finished, as far as it got.
  public let epochs: [EpochRecord]
  /// Nil unless finished.
  public let result: RunResult?

  public init(
    identity: RunIdentity, configuration: RunConfiguration, datasetDigest: String, status: RunState,
    failure: String?, environment: RunEnvironment, started: Date, ended: Date?, epochs: [EpochRecord],
    result: RunResult?
  ) {
    self.identity = identity
    self.configuration = configuration
    self.datasetDigest = datasetDigest
    self.status = status
    self.failure = failure
    self.environment = environment
    self.started = started
    self.ended = ended
    self.epochs = epochs
    self.result = result
  }
}
