import COpenSSL
import Foundation
import NCFDiagnostics

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

/// The name that git gives to a file's content: SHA-1 over `blob SIZE`, a zero byte and the content.
///
///     git hash-object ml-1m.test.rating      # 1b79e03c96710c3b0c35deb19155ef74f7965a02
public enum GitBlobID {
  /// The id of some bytes: 40 lower-case hexadecimal digits.
  public static func hex(of bytes: some Sequence<UInt8>) -> String {
    let content = Array(bytes)
    var digest = start(size: content.count)
    content.withUnsafeBytes { digest.update($0) }
    return digest.hex()
  }

  /// The id of a file, which is read in pieces.
  /// - Throws: `InputError` (`missing`) if the file cannot be read.
  public static func hex(ofFile path: String) throws -> String {
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      let size = try handle.seekToEnd()
      try handle.seek(toOffset: 0)
      var digest = start(size: Int(size))
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
        piece.withUnsafeBytes { digest.update($0) }
      }
      return digest.hex()
    } catch {
      throw InputError(
        .missing, file: path, problem: "the file cannot be read",
        remedy: "check that it is there and who may read it")
    }
  }

  private static func start(size: Int) -> MessageDigest {
    var digest = MessageDigest(.sha1)
    Array("blob \(size)\0".utf8).withUnsafeBytes { digest.update($0) }
    return digest
  }
}

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
