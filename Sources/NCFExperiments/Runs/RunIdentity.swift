import NCFData
import NCFModels
import NCFSystem

/// A run's identity: SHA-256 over its canonical configuration, the data set's digest and the engine's numerics
/// version. Runs with equal identities give equal numbers, so each identity is run once.
public struct RunIdentity: Hashable, Sendable, Codable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public let digest: String

  public init(digest: String) { self.digest = digest }

  /// The first 12 digits, as tables and progress lines print them.
  public var short: String { String(digest.prefix(12)) }

  public var description: String { digest }

  public init(from decoder: any Decoder) throws {
    digest = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(digest)
  }
}

extension RunIdentity {
  /// The identity of a run on a data set's content. The runs that it starts from need no mention, since they
  /// follow from the configuration.
  public init(of configuration: RunConfiguration, datasetDigest: String) {
    let parts = [configuration.canonicalJSON, datasetDigest, "numerics \(EngineVersion.numerics)"]
    self.init(digest: SHA256Digest.hex(of: parts.joined(separator: "\n").utf8))
  }
}
