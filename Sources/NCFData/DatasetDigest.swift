import NCFSystem

/// The digest of a data set: SHA-256 over the digests of its three files, each on a line of its own.
///
/// A shell gives the same:
///
///     sha256sum NAME.train.rating NAME.test.rating NAME.test.negative | cut -c1-64 | sha256sum
enum DatasetDigest {
  /// - Parameters: The hexadecimal digests of the three files.
  static func hex(training: String, test: String, negatives: String) -> String {
    SHA256Digest.hex(of: "\(training)\n\(test)\n\(negatives)\n".utf8)
  }
}
