import NCFData
import NCFModels
import NCFSystem

extension RunIdentity {
  /// The identity of a run on a data set's content. The runs that it starts from need no mention, since they
  /// follow from the configuration.
  public init(of configuration: RunConfiguration, datasetDigest: String) {
    let parts = [configuration.canonicalJSON, datasetDigest, "numerics \(EngineVersion.numerics)"]
    self.init(digest: SHA256Digest.hex(of: parts.joined(separator: "\n").utf8))
  }
}
