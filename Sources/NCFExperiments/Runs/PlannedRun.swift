/// A run that a plan holds.
public struct PlannedRun: Hashable, Sendable {
  public let identity: RunIdentity
  public let configuration: RunConfiguration
  public let datasetDigest: String
  /// Identities of the runs whose best weights this one starts from, by role.
  public let prerequisites: [String: RunIdentity]
  /// Floating-point operations that the whole run takes, roughly; longer runs start first.
  public let cost: Double
  /// Whether an experiment asks for a ranking of all unseen items. It does not change the training, and so is no
  /// part of the identity.
  public internal(set) var wantsFullRanking: Bool

  public init(
    identity: RunIdentity, configuration: RunConfiguration, datasetDigest: String,
    prerequisites: [String: RunIdentity] = [:], cost: Double, wantsFullRanking: Bool = false
  ) {
    self.identity = identity
    self.configuration = configuration
    self.datasetDigest = datasetDigest
    self.prerequisites = prerequisites
    self.cost = cost
    self.wantsFullRanking = wantsFullRanking
  }
}
