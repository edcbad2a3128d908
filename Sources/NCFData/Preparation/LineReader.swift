import Foundation
import NCFArchives
import NCFDiagnostics

/// Reads a text file line by line, with only a piece of it in memory.
final class LineReader {
  /// No line of interactions is longer; what is, is no text.
  static let longestLine = 1 << 20

  let path: String
  /// Lines read so far.
  private(set) var line = 0
  private let content: ContentReader
  private var buffer: [UInt8] = []
  private var position = 0

  /// - Throws: `InputError` if the content is not text.
  init(_ content: ContentReader) throws {
    path = content.path
    self.content = content
    try Self.requireText(content)
    _ = try fill()
    if buffer.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// - Throws: `InputError` if the first bytes are those of a known format other than text.
  static func requireText(_ content: ContentReader) throws {
    if let kind = signatures.first(where: { content.head.dropFirst($0.offset).starts(with: $0.bytes) }) {
      throw InputError(
        .badContent, file: content.path, problem: "expected text in UTF-8, found \(kind.name)",
        remedy: kind.remedy)
    }
  }

  /// Appends the next line to `bytes`, without its line feed.
  /// - Returns: false at the end of the file.
  func appendLine(to bytes: inout [UInt8]) throws -> Bool {
    let start = bytes.count
    while true {
      let end = buffer.withUnsafeBytes { raw -> Int? in
        guard position < raw.count, let base = raw.baseAddress,
          let found = memchr(base + position, 0x0a, raw.count - position)
        else { return nil }
        return UnsafeRawPointer(found) - base
      }
      bytes += buffer[position..<(end ?? buffer.count)]
      guard bytes.count - start <= Self.longestLine else { throw tooLong(line + 1) }
      if let end {
        position = end + 1
        line += 1
        return true
      }
      guard try fill() else {
        guard bytes.count > start else { return false }
        line += 1
        return true
      }
    }
  }

  func tooLong(_ line: Int) -> InputError {
    InputError(
      .badContent, file: path, place: "\(line)",
      problem: "expected a line of text, found more than \(Self.longestLine) bytes",
      remedy: "check that the file is text, and that every quotation mark is closed")
  }

  /// Replaces the buffer, which is used up.
  private func fill() throws -> Bool {
    buffer = try content.next() ?? []
    position = 0
    return !buffer.isEmpty
  }

  private static let signatures: [(offset: Int, bytes: [UInt8], name: String, remedy: String)] = [
    (0, Array("PK\u{3}\u{4}".utf8), "a zip archive", "unpack it first"),
    (0, Array("BZh".utf8), "a bzip2 file", "unpack it with bunzip2 first"),
    (0, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "an xz file", "unpack it with unxz first"),
    (0, [0x28, 0xb5, 0x2f, 0xfd], "a zstandard file", "unpack it with unzstd first"),
    (0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], "a 7z archive", "unpack it first"),
    (257, Array("ustar".utf8), "a tar archive", "unpack it with tar -xf first"),
    (0, [0xff, 0xfe], "UTF-16", "convert it with iconv -f UTF-16 -t UTF-8"),
    (0, [0xfe, 0xff], "UTF-16", "convert it with iconv -f UTF-16 -t UTF-8"),
  ]
}
