import Foundation
import NCFArchives
import NCFDiagnostics

/// Reads a file of separated fields, record after record.
///
/// A record is a line, or several lines if a field in quotation marks goes over them (RFC 4180). Lines may end with
/// CRLF. Empty lines may stand at the end of the file only. Where the separator is a blank, any number of blanks and tabs
/// separates fields.
struct RecordReader {
  /// The line on which the current record begins, from 1.
  private(set) var line = 0
  /// The current record: all its fields' bytes, quotation marks resolved.
  private(set) var bytes: [UInt8] = []
  /// Where each field lies in `bytes`.
  private(set) var fields: [Range<Int>] = []

  private let lines: LineReader
  private let separator: [UInt8]
  private let hasQuotes: Bool
  private var raw: [UInt8] = []

  /// - Parameter separator: One or two bytes that stand between fields; one, if fields may stand in quotation marks.
  init(_ lines: LineReader, separator: String, hasQuotes: Bool) {
    self.lines = lines
    self.separator = Array(separator.utf8)
    self.hasQuotes = hasQuotes
  }

  /// Goes to the next record; false at the end of the file.
  mutating func next() throws -> Bool {
    guard try readLine() else { return false }
    line = lines.line
    if raw.isEmpty {
      while try readLine() {
        guard raw.isEmpty else {
          throw error("expected fields, found an empty line", remedy: "remove the line")
        }
      }
      return false
    }
    fields.removeAll(keepingCapacity: true)
    if hasQuotes, raw.contains(Self.quote) {
      try parseQuoted()
    } else {
      swap(&bytes, &raw)
      if separator == [UInt8(ascii: " ")] { splitAtBlanks() } else { split() }
    }
    return true
  }

  /// A field as text, for messages and headers.
  func text(_ field: Int) -> String { String(decoding: bytes[fields[field]], as: UTF8.self) }

  func error(_ problem: String, remedy: String) -> InputError {
    InputError(.badContent, file: lines.path, place: "\(line)", problem: problem, remedy: remedy)
  }

  private static let quote = UInt8(ascii: "\"")

  private mutating func readLine() throws -> Bool {
    raw.removeAll(keepingCapacity: true)
    guard try lines.appendLine(to: &raw) else { return false }
    if raw.last == UInt8(ascii: "\r") { raw.removeLast() }
    return true
  }

  private mutating func split() {
    var (start, position) = (0, 0)
    let first = separator[0]
    while position < bytes.count {
      if bytes[position] == first, bytes[position...].starts(with: separator) {
        fields.append(start..<position)
        position += separator.count
        start = position
      } else {
        position += 1
      }
    }
    fields.append(start..<bytes.count)
  }

  private mutating func splitAtBlanks() {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    for field in bytes.indices.split(whereSeparator: { isBlank(bytes[$0]) }) {
      fields.append(field.startIndex..<field.endIndex)
    }
  }

  /// Field after field, where some stand in quotation marks. A mark inside such a field is doubled.
  private mutating func parseQuoted() throws {
    // Marks come in pairs, so a record with an odd number of them goes on in the next line.
    var marks = countMarks(from: 0)
    while !marks.isMultiple(of: 2) {
      raw.append(UInt8(ascii: "\n"))
      let start = raw.count
      guard try lines.appendLine(to: &raw) else {
        throw error(
          "found a quotation mark that is never closed", remedy: "close it, or double it inside a field")
      }
      guard raw.count <= LineReader.longestLine else { throw lines.tooLong(line) }
      marks += countMarks(from: start)
      if marks.isMultiple(of: 2), raw.last == UInt8(ascii: "\r") { raw.removeLast() }
    }
    bytes.removeAll(keepingCapacity: true)
    var position = 0
    repeat {
      let start = bytes.count
      position =
        position < raw.count && raw[position] == Self.quote
        ? try parseQuotedField(at: position) : try parsePlainField(at: position)
      fields.append(start..<bytes.count)
      position += 1
    } while position <= raw.count
  }

  private func countMarks(from start: Int) -> Int { raw[start...].count { $0 == Self.quote } }

  /// - Returns: The position of the separator or the end.
  private mutating func parsePlainField(at start: Int) throws -> Int {
    let end = raw[start...].firstIndex(of: separator[0]) ?? raw.count
    guard !raw[start..<end].contains(Self.quote) else {
      throw error(
        "found a quotation mark inside a field that does not begin with one",
        remedy: "put the whole field in quotation marks, and double those inside it")
    }
    bytes += raw[start..<end]
    return end
  }

  private mutating func parseQuotedField(at start: Int) throws -> Int {
    var position = start + 1
    while position < raw.count {
      guard raw[position] == Self.quote else {
        bytes.append(raw[position])
        position += 1
        continue
      }
      guard position + 1 < raw.count, raw[position + 1] == Self.quote else { break }
      bytes.append(Self.quote)
      position += 2
    }
    let end = position + 1
    guard end == raw.count || end < raw.count && raw[end] == separator[0] else {
      throw error(
        "found more after a field's closing quotation mark", remedy: "double quotation marks inside a field")
    }
    return end
  }
}

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
