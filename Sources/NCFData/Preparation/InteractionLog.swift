import Foundation
import NCFArchives
import NCFDiagnostics

/// The interactions of a file, in its order, with users and items numbered as they are first met.
struct InteractionLog {
  private(set) var users = IdentifierTable()
  private(set) var items = IdentifierTable()
  /// Each interaction's user and item; shape `interactions`.
  private(set) var userNumbers: [Int32] = []
  private(set) var itemNumbers: [Int32] = []
  /// Each interaction's time, or nil if the file has none.
  private(set) var times: [Int64]?
  /// Records, those that were left out counted.
  private(set) var recordCount = 0
  /// Records that were left out because of their rating.
  private(set) var belowMinimumRating = 0

  /// Reads a file, record after record.
  /// - Throws: `InputError` with the file and the line.
  init(
    contentsOf path: String, format: InteractionFormat, columns: ColumnNames, minimumRating: Double?
  ) throws {
    let content = try ContentReader(path: path, remedy: "name a file of interactions")
    var reader = RecordReader(try LineReader(content), format: format)
    let layout: ColumnLayout
    if format.hasHeader {
      guard try reader.next() else { throw Self.empty(path) }
      layout = try ColumnLayout(
        header: reader.fields.indices.map(reader.text), names: columns, format: format, file: path)
    } else {
      layout = .movielensDat
    }
    if minimumRating != nil, layout.rating == nil {
      throw InputError(
        .badContent, file: path, place: "1", problem: "found no column of ratings for --minimum-rating",
        remedy: "name it with --rating-column, or leave --minimum-rating out")
    }
    if layout.time != nil { times = [] }
    while try reader.next() {
      recordCount += 1
      try append(reader, layout, minimumRating)
    }
    guard recordCount > 0 else { throw Self.empty(path) }
  }

  private mutating func append(
    _ reader: RecordReader, _ layout: ColumnLayout, _ minimumRating: Double?
  ) throws {
    guard reader.fields.count == layout.count else {
      throw reader.error(
        "expected \(layout.count) columns, found \(reader.fields.count)", remedy: "mend or remove the line")
    }
    let rating = try layout.rating.map { try readNumber(reader, $0, "a rating (a number)") }
    let time = try layout.time.map { try readTime(reader, $0) }
    let user = try readIdentifier(reader, layout.user, "a user")
    let item = try readIdentifier(reader, layout.item, "an item")
    if let minimumRating, let rating, rating < minimumRating {
      belowMinimumRating += 1
      return
    }
    guard userNumbers.count < Int(Int32.max) else {
      throw reader.error("found more than \(Int32.max) interactions", remedy: "use fewer of them")
    }
    userNumbers.append(users.number(of: user))
    itemNumbers.append(items.number(of: item))
    if let time { times?.append(time) }
  }

  private func readIdentifier(
    _ reader: RecordReader, _ field: Int, _ what: String
  ) throws -> ArraySlice<UInt8> {
    let bytes = reader.bytes[reader.fields[field]]
    // The files of identifiers have tabs between columns and line feeds between lines.
    guard !bytes.isEmpty, !bytes.contains(where: { $0 < 0x20 }) else {
      throw reader.error(
        "expected \(what), found \(bytes.isEmpty ? "nothing" : "\(quoted(reader.text(field))), with a control character")",
        remedy: "mend or remove the line")
    }
    return bytes
  }

  /// Whole seconds, as a rule; a fraction is cut off.
  private func readTime(_ reader: RecordReader, _ field: Int) throws -> Int64 {
    let text = reader.text(field)
    if let whole = Int64(text) { return whole }
    let value = try readNumber(reader, field, "a time (seconds since 1970)")
    guard let whole = Int64(exactly: value.rounded(.down)) else {
      throw reader.error(
        "expected a time (seconds since 1970), found \(quoted(text))", remedy: "mend or remove the line")
    }
    return whole
  }

  private func readNumber(_ reader: RecordReader, _ field: Int, _ what: String) throws -> Double {
    let bytes = reader.bytes[reader.fields[field]]
    // Ratings are nearly always one digit, with a half at most.
    if bytes.count == 1, let digit = bytes.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit {
      return Double(digit - UInt8(ascii: "0"))
    }
    guard let value = Double(reader.text(field)), value.isFinite else {
      throw reader.error(
        "expected \(what), found \(quoted(reader.text(field)))", remedy: "mend or remove the line")
    }
    return value
  }

  private static func empty(_ path: String) -> InputError {
    InputError(
      .badContent, file: path, problem: "expected interactions, found none",
      remedy: "check that the file is whole")
  }
}
