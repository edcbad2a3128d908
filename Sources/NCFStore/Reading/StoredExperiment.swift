import Foundation
import NCFExperiments

/// An experiment as it was last run.
public struct StoredExperiment: Hashable, Sendable {
  public let name: String
  /// The text of the spec.
  public let specification: String
  public let registered: Date
  /// In the order of its plan.
  public let runs: [RunIdentity]
}
