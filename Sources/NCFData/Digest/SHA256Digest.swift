/// A SHA-256 digest in the making (FIPS 180-4), computed by OpenSSL.
///
///     let digest = SHA256Digest.hex(of: Array("abc".utf8))  // "ba7816bf…"
///
/// Whoever has the bytes in parts makes a digest, updates it with each part and finishes it.
public struct SHA256Digest: ~Copyable {
  private var digest = MessageDigest(.sha256)

  public init() {}

  /// Takes in the next bytes.
  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { digest.update($0) } }

  /// The digest of all bytes taken in: 64 lower-case hexadecimal digits.
  public consuming func hex() -> String { digest.hex() }

  /// The digest of some bytes: 64 lower-case hexadecimal digits.
  public static func hex(of bytes: some Sequence<UInt8>) -> String {
    var digest = SHA256Digest()
    digest.update(Array(bytes))
    return digest.hex()
  }
}
