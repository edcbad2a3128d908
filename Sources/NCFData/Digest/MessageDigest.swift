import COpenSSL

/// A digest in the making, computed by OpenSSL.
struct MessageDigest: ~Copyable {
  enum Algorithm {
    case sha1, sha256
  }

  private let context: OpaquePointer

  init(_ algorithm: Algorithm) {
    let type =
      switch algorithm {
      case .sha1: EVP_sha1()
      case .sha256: EVP_sha256()
      }
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, type, nil) == 1 else {
      fatalError("OpenSSL cannot start a digest")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes in the next bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let taken = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(taken == 1, "OpenSSL cannot continue a digest")
  }

  /// The digest of all bytes taken in, in lower-case hexadecimal digits.
  consuming func hex() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    let finished = EVP_DigestFinal_ex(context, &digest, &count)
    precondition(finished == 1, "OpenSSL cannot finish a digest")
    return String(
      decoding: digest.prefix(Int(count)).flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  private static let digits = Array("0123456789abcdef".utf8)
}
