import NCFArchives
import NCFDiagnostics

/// Walks over a tab-separated text file: line after line, and within a line field after field.
///
/// A line ends with a line feed, with carriage return and line feed (as files edited on Windows do), or with
/// the file. Empty lines may stand at the end of the file only. A byte-order mark of UTF-8 is passed over.
struct TabSeparatedScanner {
  let file: String
  /// The current line, from 1; 0 before the first.
  private(set) var line = 0

  private let bytes: [UInt8]
  private let columns: String
  /// Where the next field of the current line begins; past `lineEnd` once the line is used up.
  private var position = 0
  private var lineStart = 0
  private var lineEnd = -1
  private var nextLineStart = 0

  /// - Parameter columns: What a line holds, in words, for messages.
  /// - Throws: `InputError` if the file has no lines.
  init(_ file: TextFile, columns: String) throws {
    self.file = file.path
    self.columns = columns
    bytes = file.bytes
    nextLineStart = bytes.starts(with: Byte.orderMark) ? Byte.orderMark.count : 0
    if bytes[nextLineStart...].allSatisfy({ $0 == Byte.lineFeed || $0 == Byte.carriageReturn }) {
      throw InputError(
        .badContent, file: file.path, problem: "expected lines of \(columns), found an empty file",
        remedy: "fetch or write the file again")
    }
  }

  var isAtLineEnd: Bool { position > lineEnd }

  /// Goes to the next line; false at the end of the file.
  mutating func nextLine() throws -> Bool {
    lineStart = nextLineStart
    position = lineStart
    guard lineStart < bytes.count else { return false }
    line += 1
    var end = lineStart
    while end < bytes.count, bytes[end] != Byte.lineFeed { end += 1 }
    nextLineStart = end + 1
    if end > lineStart, bytes[end - 1] == Byte.carriageReturn { end -= 1 }
    lineEnd = end
    guard end == lineStart else { return true }
    guard bytes[end...].allSatisfy({ $0 == Byte.lineFeed || $0 == Byte.carriageReturn }) else {
      throw error("expected \(columns), found an empty line", remedy: "remove the line")
    }
    return false
  }

  /// Reads the next field as a whole number from 0, such as an id.
  ///
  /// - Parameter what: What the number is, with its article, for messages ("a user id").
  mutating func wholeNumber(_ what: String) throws -> Int {
    guard let number = wholeNumberIfAny() else {
      throw unreadable("\(what) (a whole number from 0 of at most 18 digits)")
    }
    return number
  }

  /// Reads the next field if it is a whole number from 0 of at most 18 digits; otherwise stays before it and returns nil.
  mutating func wholeNumberIfAny() -> Int? {
    var value = 0
    var end = position
    while end < lineEnd {
      let digit = bytes[end] &- Byte.zero
      guard digit < 10 else { break }
      value = value &* 10 &+ Int(digit)
      end += 1
    }
    // More digits could overflow `value`.
    guard 1...18 ~= end - position, end == lineEnd || bytes[end] == Byte.tab else { return nil }
    position = end + 1
    return value
  }

  /// The next field as text; the scanner stays before it.
  var field: String { String(decoding: bytes[currentField], as: UTF8.self) }

  /// Passes over the next field.
  mutating func skipField() { position = currentField.upperBound + 1 }

  /// How many fields the current line has.
  var fieldCount: Int { bytes[lineStart..<lineEnd].reduce(1) { $0 + ($1 == Byte.tab ? 1 : 0) } }

  /// The error of a next field that is not what it should be.
  func unreadable(_ expected: String) -> InputError {
    let field = field
    let isNegative = field.hasPrefix("-") && Int(field) != nil
    return error(
      "expected \(expected), found \(isNegative ? "the negative number \(field)" : quoted(field))",
      remedy: isNegative ? "number users and items from 0" : "mend the line or remove it")
  }

  /// The error of a line that has too few or too many fields.
  func wrongFieldCount(
    remedy: String = "separate the columns with tabs, and mend or remove the line"
  ) -> InputError {
    error(
      "expected \(columns), separated by tabs, found \(fieldCount) column\(fieldCount == 1 ? "" : "s")",
      remedy: remedy)
  }

  /// An error in the current line, or in another one of this file.
  func error(_ problem: String, line: Int? = nil, remedy: String) -> InputError {
    InputError(.badContent, file: file, place: String(line ?? self.line), problem: problem, remedy: remedy)
  }

  private var currentField: Range<Int> {
    guard position < lineEnd else { return lineEnd..<lineEnd }
    return position..<(bytes[position..<lineEnd].firstIndex(of: Byte.tab) ?? lineEnd)
  }

  private enum Byte {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let zero = UInt8(ascii: "0")
    /// U+FEFF, which editors on Windows put first.
    static let orderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  }
}

/// A field in quotation marks, cut to 40 characters, with characters that cannot be seen spelt out.
func quoted(_ field: String) -> String {
  let shown = field.unicodeScalars.prefix(40).map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: String(scalar)
    }
  }
  return "\"\(shown.joined())\(field.unicodeScalars.count > 40 ? "…" : "")\""
}

/// The text of one input file, read whole and unpacked if it is packed.
struct TextFile {
  /// The path, as the user named it.
  let path: String
  /// The content, unpacked.
  let bytes: [UInt8]
  /// The content has no more lines than this.
  let lineLimit: Int

  /// - Throws: `InputError` if there is no such file, it cannot be read, or is damaged.
  init(path: String) throws {
    try self.init(ContentReader(path: path, remedy: DatasetFiles.remedy))
  }

  /// - Parameter bytes: As they are stored.
  /// - Throws: `InputError` if they cannot be unpacked.
  init(path: String, bytes: [UInt8]) throws { try self.init(ContentReader(bytes, path: path)) }

  private init(_ content: ContentReader) throws {
    path = content.path
    bytes = try content.rest()
    lineLimit = 1 + bytes.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  }
}

extension DatasetFiles {
  /// What to do when a file of a data set is not there.
  static let remedy =
    "put NAME.train.rating, NAME.test.rating and NAME.test.negative there, "
    + "or name their folder with --data or NCF_DATA_DIR (Data/README.md says where data sets come from)"
}
