import COpenSSL

/// A SHA-256 digest in the making (FIPS 180-4), computed by OpenSSL.
///
///     let digest = SHA256Digest.hex(of: Array("abc".utf8))  // "ba7816bf…"
///
/// Whoever has the bytes in parts makes a digest, updates it with each part and finishes it.
public struct SHA256Digest: ~Copyable {
  private let context: OpaquePointer

  public init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      fatalError("OpenSSL cannot start a SHA-256 digest")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes in the next bytes.
  public mutating func update(_ bytes: [UInt8]) {
    let taken = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    precondition(taken == 1, "OpenSSL cannot continue a SHA-256 digest")
  }

  /// The digest of all bytes taken in: 64 lower-case hexadecimal digits.
  public consuming func hex() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    let finished = EVP_DigestFinal_ex(context, &digest, nil)
    precondition(finished == 1, "OpenSSL cannot finish a SHA-256 digest")
    return String(
      decoding: digest.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The digest of some bytes: 64 lower-case hexadecimal digits.
  public static func hex(of bytes: some Sequence<UInt8>) -> String {
    var digest = SHA256Digest()
    digest.update(Array(bytes))
    return digest.hex()
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
