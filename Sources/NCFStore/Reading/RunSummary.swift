import Foundation
import NCFEvaluation
import NCFExperiments

/// A run without its epochs and ranks, as listings show it. Unlike `RunRecord` it may stand for a run that was
/// not begun yet.
public struct RunSummary: Hashable, Sendable {
  public enum State: String, Hashable, Sendable, Codable, CaseIterable {
    /// An experiment asks for it; nobody has begun it.
    case planned
    /// A living process is working on it.
    case running
    /// It was begun, and given back or left by a process that died.
    case interrupted
    case finished
    case failed
  }

  public let identity: RunIdentity
  public let configuration: RunConfiguration
  public let datasetDigest: String
  public let state: State
  /// Why it failed, in one line.
  public let failure: String?
  /// Nil until the run is begun, like `started`.
  public let environment: RunEnvironment?
  public let started: Date?
  public let ended: Date?
  /// The last epoch that was stored; nil before the first, 0 after the evaluation before training.
  public let lastEpoch: Int?
  public let bestEpoch: Int?
  /// On the test task, with the best epoch's weights; nil unless finished.
  public let best: RankingMetrics?
  /// On the test task, with the last epoch's weights; nil unless finished.
  public let last: RankingMetrics?
  public let parameterCount: Int?
}
