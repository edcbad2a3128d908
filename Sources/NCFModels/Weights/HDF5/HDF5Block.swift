/// Why a file cannot be read as HDF5; its reader says in which file and object.
struct HDF5Flaw: Error {
  let problem: String

  static let damage = HDF5Flaw(problem: "it cannot be read: the file is damaged")
}

/// A stretch of an HDF5 file that is read from its start to its end. Numbers are little-endian.
struct HDF5Block {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  var count: Int { rest.count }
  /// What has not been read yet.
  var bytes: ArraySlice<UInt8> { rest }

  /// - Throws: `HDF5Flaw` if there are fewer bytes.
  mutating func block(_ count: Int) throws(HDF5Flaw) -> HDF5Block {
    guard count >= 0, count <= rest.count else { throw .damage }
    defer { rest = rest.dropFirst(count) }
    return HDF5Block(rest.prefix(count))
  }

  mutating func skip(_ count: Int) throws(HDF5Flaw) { _ = try block(count) }

  /// - Parameter width: Bytes, up to 8.
  mutating func number(_ width: Int) throws(HDF5Flaw) -> UInt64 {
    try block(width).rest.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func byte() throws(HDF5Flaw) -> UInt8 { UInt8(try number(1)) }

  /// A number of two bytes: a count or a size.
  mutating func count16() throws(HDF5Flaw) -> Int { Int(try number(2)) }

  /// - Throws: `HDF5Flaw` if the next bytes are others.
  mutating func expect(_ signature: StaticString) throws(HDF5Flaw) {
    let expected = UnsafeBufferPointer(start: signature.utf8Start, count: signature.utf8CodeUnitCount)
    guard try block(expected.count).rest.elementsEqual(expected) else { throw .damage }
  }

  /// The text up to the next zero or the end.
  var text: String { String(decoding: rest.prefix { $0 != 0 }, as: UTF8.self) }
}
