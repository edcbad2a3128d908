import Foundation
import NCFArchives
import NCFDiagnostics

/// The interactions of one file or two, in their order, with users and items numbered as they are first met.
struct InteractionLog {
  private(set) var users = IdentifierTable()
  private(set) var items = IdentifierTable()
  /// Each interaction's user and item; shape `interactions`.
  private(set) var userNumbers: [Int32] = []
  private(set) var itemNumbers: [Int32] = []
  /// Each interaction's time, or nil if a file has none.
  private(set) var times: [Int64]?
  /// Records, those that were left out counted.
  private(set) var recordCount = 0
  /// Records that were left out because of their rating.
  private(set) var belowMinimumRating = 0
  /// Elements of a sparse matrix that are stored though they are 0.
  private(set) var storedZeros = 0
  /// Users of adjacency lists without any item.
  private(set) var emptyLists = 0
  /// Whether each line of adjacency lists has its items in ascending order, so that the last one is not the latest.
  private(set) var listsAscend = false
  /// Where the interactions of the file of test interactions begin, if there is one.
  private(set) var testStart: Int?

  private let minimumRating: Double?
  private var hasTimes: Bool?

  init(minimumRating: Double?) { self.minimumRating = minimumRating }

  /// Reads a file, record after record.
  /// - Parameter isTest: Whether its interactions are held out.
  /// - Throws: `InputError` with the file and the line.
  mutating func read(_ file: InteractionFile, columns: ColumnNames, isTest: Bool = false) throws {
    if isTest { testStart = userNumbers.count }
    let before = recordCount
    switch file.format {
    case .adjacency: try readLists(file)
    case .npz: try readMatrix(file)
    default: try readRecords(file, columns)
    }
    guard recordCount > before else { throw Self.empty(file.path, file.format) }
    if hasTimes != true { times = nil }
  }

  private mutating func readRecords(_ file: InteractionFile, _ columns: ColumnNames) throws {
    var reader = RecordReader(
      try LineReader(file.content), separator: file.separator, hasQuotes: file.format.hasQuotes)
    guard try reader.next() else { throw Self.empty(file.path, file.format) }
    let layout: ColumnLayout
    if let positions = file.positions {
      layout = try ColumnLayout(positions, count: reader.fields.count, format: file.format, file: file.path)
    } else {
      layout = try ColumnLayout(
        header: reader.fields.indices.map(reader.text), names: columns, format: file.format, file: file.path)
    }
    if minimumRating != nil, layout.rating == nil {
      throw InputError(
        .badContent, file: file.path, place: "1", problem: "found no column of ratings for --minimum-rating",
        remedy: "name it with --rating-column or --columns, or leave --minimum-rating out")
    }
    expectTimes(layout.time != nil)
    if file.hasHeader, try !reader.next() { return }
    repeat { try append(reader, layout) } while try reader.next()
  }

  private mutating func append(_ reader: RecordReader, _ layout: ColumnLayout) throws {
    guard reader.fields.count == layout.count else {
      throw reader.error(
        "expected \(layout.count) columns, found \(reader.fields.count)", remedy: "mend or remove the line")
    }
    recordCount += 1
    let rating = try layout.rating.map { try reader.number($0, "a rating (a number)") }
    let time = try layout.time.map { try reader.time($0) }
    let user = try identifier(reader.bytes[reader.fields[layout.user]], "a user", reader.error)
    let item = try identifier(reader.bytes[reader.fields[layout.item]], "an item", reader.error)
    if let minimumRating, let rating, rating < minimumRating {
      belowMinimumRating += 1
      return
    }
    try append(user: user, item: item, time: time, reader.error)
  }

  /// Lines of a user and its items, separated by blanks or tabs.
  private mutating func readLists(_ file: InteractionFile) throws {
    try refuseMinimumRating(file)
    expectTimes(false)
    let lines = try LineReader(file.content)
    var (line, ascends) = ([UInt8](), true)
    while try next(&line, lines) {
      let words = line.split {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
      }
      let error = { (problem: String, remedy: String) in
        InputError(
          .badContent, file: file.path, place: "\(lines.line)", problem: problem, remedy: remedy)
      }
      guard let user = words.first else { continue }
      if words.count == 1 { emptyLists += 1 }
      _ = try identifier(user, "a user", error)
      for item in words.dropFirst() {
        recordCount += 1
        try append(user: user, item: try identifier(item, "an item", error), time: nil, error)
      }
      ascends =
        ascends
        && zip(words.dropFirst(), words.dropFirst(2)).allSatisfy {
          // Numbers, as a rule: the longer one is the larger one.
          $0.count == $1.count ? $0.lexicographicallyPrecedes($1) : $0.count < $1.count
        }
    }
    listsAscend = ascends
  }

  private func next(_ line: inout [UInt8], _ lines: LineReader) throws -> Bool {
    line.removeAll(keepingCapacity: true)
    return try lines.appendLine(to: &line)
  }

  /// A matrix whose rows are users and whose columns are items; both are called by their numbers, from 0.
  private mutating func readMatrix(_ file: InteractionFile) throws {
    expectTimes(false)
    let matrix = try SparseMatrix(file.content.rest(), file: file.path)
    let error = { (problem: String, remedy: String) in
      InputError(.badContent, file: file.path, problem: problem, remedy: remedy)
    }
    for element in matrix.values.indices {
      let (row, column, value) = (matrix.rows[element], matrix.columns[element], matrix.values[element])
      recordCount += 1
      if value == 0 {
        storedZeros += 1
      } else if let minimumRating, value < minimumRating {
        belowMinimumRating += 1
      } else {
        try append(
          user: ArraySlice(String(row).utf8), item: ArraySlice(String(column).utf8), time: nil, error)
      }
    }
  }

  private mutating func append(
    user: ArraySlice<UInt8>, item: ArraySlice<UInt8>, time: Int64?,
    _ error: (_ problem: String, _ remedy: String) -> InputError
  ) throws {
    guard userNumbers.count < Int(Int32.max) else {
      throw error("found more than \(Int32.max) interactions", "use fewer of them")
    }
    userNumbers.append(users.number(of: user))
    itemNumbers.append(items.number(of: item))
    if let time { times?.append(time) }
  }

  private func identifier(
    _ bytes: ArraySlice<UInt8>, _ what: String, _ error: (_ problem: String, _ remedy: String) -> InputError
  ) throws -> ArraySlice<UInt8> {
    // The files of identifiers have tabs between columns and line feeds between lines.
    guard !bytes.isEmpty, !bytes.contains(where: { $0 < 0x20 }) else {
      let found =
        bytes.isEmpty
        ? "nothing" : "\(quoted(String(decoding: bytes, as: UTF8.self))), with a control character"
      throw error("expected \(what), found \(found)", "mend or remove the line")
    }
    return bytes
  }

  /// Times are kept if every file has them.
  private mutating func expectTimes(_ areThere: Bool) {
    if hasTimes == nil, areThere { times = [] }
    hasTimes = areThere && hasTimes != false
  }

  private func refuseMinimumRating(_ file: InteractionFile) throws {
    guard minimumRating != nil else { return }
    throw InputError(
      .badContent, file: file.path, problem: "adjacency lists have no ratings for --minimum-rating",
      remedy: "leave --minimum-rating out")
  }

  private static func empty(_ path: String, _ format: InteractionFormat) -> InputError {
    InputError(
      .badContent, file: path,
      problem: format == .adjacency
        ? "expected lines of a user and its items, separated by blanks, found none"
        : "expected interactions, found none",
      remedy: "check that the file is whole, or name another --format")
  }
}

extension RecordReader {
  /// A field with a time. Whole seconds, as a rule; a fraction is cut off.
  fileprivate func time(_ field: Int) throws -> Int64 {
    let text = text(field)
    if let whole = Int64(text) { return whole }
    let value = try number(field, "a time (seconds since 1970)")
    guard let whole = Int64(exactly: value.rounded(.down)) else {
      throw error(
        "expected a time (seconds since 1970), found \(quoted(text))", remedy: "mend or remove the line")
    }
    return whole
  }

  /// A field with a number.
  fileprivate func number(_ field: Int, _ what: String) throws -> Double {
    let bytes = bytes[fields[field]]
    // Ratings are nearly always one digit, with a half at most.
    if bytes.count == 1, let digit = bytes.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit {
      return Double(digit - UInt8(ascii: "0"))
    }
    guard let value = Double(text(field)), value.isFinite else {
      throw error("expected \(what), found \(quoted(text(field)))", remedy: "mend or remove the line")
    }
    return value
  }
}
