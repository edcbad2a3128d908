/// The recursive-descent parser behind `JSONDocument`, over UTF-8 bytes.
struct JSONParser {
  /// What is wrong, and at which byte.
  struct Flaw: Error {
    let offset: Int
    let problem: String
    var remedy: String?
  }

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
    // A byte-order mark says nothing in UTF-8; some editors write it.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  mutating func parseDocument() throws -> JSONValue {
    let value = try parseValue()
    skipSpace()
    guard position == bytes.count else { throw unexpected("the end of the file") }
    return value
  }

  /// "line:column", both from 1; columns count characters.
  func place(of offset: Int) -> String {
    let before = bytes[..<min(offset, bytes.count)]
    let lineStart = before.lastIndex(of: Self.newline).map { $0 + 1 } ?? 0
    let line = before.count { $0 == Self.newline } + 1
    let column = before[lineStart...].count { $0 & 0xc0 != 0x80 } + 1
    return "\(line):\(column)"
  }

  // MARK: Values

  private mutating func parseValue() throws -> JSONValue {
    skipSpace()
    guard let byte = peek else { throw unexpected("a value") }
    switch byte {
    case UInt8(ascii: "{"): return try nested { try $0.parseObject() }
    case UInt8(ascii: "["): return try nested { try $0.parseList() }
    case UInt8(ascii: "\""): return .text(try parseString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try parseNumber())
    default:
      for (word, value) in [("true", JSONValue.flag(true)), ("false", .flag(false)), ("null", .null)]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw unexpected("a value")
    }
  }

  private mutating func nested(_ parse: (inout JSONParser) throws -> JSONValue) throws -> JSONValue {
    guard depth < JSONDocument.greatestDepth else {
      throw Flaw(
        offset: position, problem: "lists and objects nest deeper than \(JSONDocument.greatestDepth) levels")
    }
    depth += 1
    defer { depth -= 1 }
    position += 1
    return try parse(&self)
  }

  private mutating func parseObject() throws -> JSONValue {
    var members: [JSONValue.Member] = []
    var keys: Set<String> = []
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      let start = position
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
      let key = try parseString()
      guard keys.insert(key).inserted else {
        throw Flaw(
          offset: start, problem: "the key \"\(key)\" stands twice in the same object",
          remedy: "keep one of the two")
      }
      skipSpace()
      guard take(":") else { throw unexpected("':' after the key") }
      members.append(.init(key, try parseValue()))
      skipSpace()
    } while take(",")
    guard take("}") else { throw unexpected("',' or '}'") }
    return .object(members)
  }

  private mutating func parseList() throws -> JSONValue {
    var values: [JSONValue] = []
    skipSpace()
    if take("]") { return .list([]) }
    repeat {
      values.append(try parseValue())
      skipSpace()
    } while take(",")
    guard take("]") else { throw unexpected("',' or ']'") }
    return .list(values)
  }

  // MARK: Numbers and strings

  /// The number's text; its value is finite as a `Double`.
  private mutating func parseNumber() throws -> String {
    let start = position
    _ = take("-")
    if !take("0") { try skipDigits() }
    if take(".") { try skipDigits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
    let literal = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(literal), value.isFinite else {
      throw Flaw(offset: start, problem: "the number \(literal) is too large")
    }
    return literal
  }

  private mutating func skipDigits() throws {
    guard let byte = peek, Self.digits.contains(byte) else { throw unexpected("a digit") }
    while let byte = peek, Self.digits.contains(byte) { position += 1 }
  }

  private mutating func parseString() throws -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text.append(contentsOf: String(try parseEscape()).utf8)
      case 0..<0x20:
        throw unexpected("a closing quote")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw unexpected("a closing quote")
  }

  private mutating func parseEscape() throws -> Character {
    let start = position
    position += 1
    guard let byte = peek else { throw unexpected("a character after '\\'") }
    position += 1
    if let character = Self.escapes[byte] { return character }
    guard byte == UInt8(ascii: "u") else {
      throw Flaw(offset: start, problem: "'\\' must be followed by one of \" \\ / b f n r t u")
    }
    var code = try parseHexadecimal()
    if (0xd800..<0xdc00).contains(code), take("\\"), take("u") {
      // A character beyond U+FFFF is written as a pair of surrogates.
      let low = try parseHexadecimal()
      guard (0xdc00..<0xe000).contains(low) else {
        throw Flaw(offset: start, problem: "half of a surrogate pair stands alone")
      }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw Flaw(offset: start, problem: "half of a surrogate pair stands alone")
    }
    return Character(scalar)
  }

  private mutating func parseHexadecimal() throws -> UInt32 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits") }
    position += 4
    return code
  }

  // MARK: Bytes

  private static let newline = UInt8(ascii: "\n")
  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
  private static let escapes: [UInt8: Character] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
    UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
  }

  private func unexpected(_ expected: String) -> Flaw {
    let rest = String(decoding: bytes[min(position, bytes.count)...].prefix(64), as: UTF8.self)
    let found =
      switch rest.first {
      case nil: "the end of the file"
      case let character? where character.isNewline: "the end of the line"
      case let character?: "'\(character)'"
      }
    return Flaw(offset: position, problem: "expected \(expected), found \(found)")
  }
}
