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
  var recordCount = 0
  /// Records that were left out because of their rating.
  var belowMinimumRating = 0
  /// Elements of a sparse matrix that are stored though they are 0.
  var storedZeros = 0
  /// Users of adjacency lists without any item.
  var emptyLists = 0
  /// Whether each line of adjacency lists has its items in ascending order, so that the last one is not the latest.
  var listsAscend = false
  /// Where the interactions of the file of test interactions begin, if there is one.
  private(set) var testStart: Int?

  let minimumRating: Double?
  private var hasTimes: Bool?

  init(minimumRating: Double?) { self.minimumRating = minimumRating }

  /// Reads a file, record after record.
  /// - Parameter isTest: Whether its interactions are held out.
  /// - Throws: `InputError` with the file and the line.
  mutating func read(_ file: InteractionFile, columns: ColumnNames, isTest: Bool = false) throws {
    if isTest { testStart = userNumbers.count }
    let before = recordCount
    try file.format.read(file, columns, &self)
    guard recordCount > before else { throw file.noContent }
    if hasTimes != true { times = nil }
  }

  /// Takes an interaction in.
  /// - Throws: What `error` makes of a log that is full.
  mutating func append(
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

  /// Bytes that may call a user or an item.
  func identifier(
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
  mutating func expectTimes(_ areThere: Bool) {
    if hasTimes == nil, areThere { times = [] }
    hasTimes = areThere && hasTimes != false
  }
}
