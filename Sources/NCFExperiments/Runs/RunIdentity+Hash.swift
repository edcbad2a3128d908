import COpenSSL
import NCFModels

extension RunIdentity {
  /// The identity of a run on a data set's content. The runs that it starts from need no mention, since they
  /// follow from the configuration.
  public init(of configuration: RunConfiguration, datasetDigest: String) {
    let parts = [configuration.canonicalJSON, datasetDigest, "numerics \(EngineVersion.numerics)"]
    self.init(digest: sha256(parts.joined(separator: "\n")))
  }
}

/// SHA-256 of a text's UTF-8 bytes, in lower-case hexadecimal.
private func sha256(_ text: String) -> String {
  let bytes = Array(text.utf8)
  var digest = [UInt8](repeating: 0, count: 32)
  let succeeded = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
  precondition(succeeded == 1, "libcrypto offers no SHA-256")
  return digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}
