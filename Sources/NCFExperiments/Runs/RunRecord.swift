import Foundation

/// A run as it is stored.
public struct RunRecord: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
    /// A process has a lease on it, or died while it had.
    case running
    case finished
    /// It ended without a result; `failure` says why.
    case failed
  }

  public let identity: RunIdentity
  public let configuration: RunConfiguration
  public let datasetDigest: String
  public let status: Status
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
    identity: RunIdentity, configuration: RunConfiguration, datasetDigest: String, status: Status,
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
