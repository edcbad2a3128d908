import Foundation
import NCFDiagnostics

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
