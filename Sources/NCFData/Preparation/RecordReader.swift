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
