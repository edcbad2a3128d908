import NCFDiagnostics

/// A file in the format HDF5, as far as Keras writes it: groups, attributes with names, uncompressed arrays.
///
/// This reads the format's part itself because the format's own library crashes on damaged files (1.10.8 on 17 of
/// 20 000 that were changed at random), which would end the program without a word. What is not read here is refused.
///
/// Source: HDF5 File Format Specification, version 2.0.
final class HDF5File {
  private static let remedy = "expected the weights of a Keras model, as save_weights writes them"

  let path: String
  private let content: HDF5Content
  private var root: UInt64 = 0
  /// Groups that were read, by the addresses of their headers.
  private var groups: [UInt64: HDF5Group] = [:]

  /// - Throws: `InputError` if the bytes are no such file, or not all of one.
  init(_ bytes: [UInt8], path: String) throws {
    self.path = path
    content = HDF5Content(bytes)
    guard bytes.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]) else {
      throw InputError(
        .badContent, file: path, problem: "expected a file in the format HDF5", remedy: Self.remedy)
    }
    root = try located("/") { () throws(HDF5Flaw) in try Self.root(of: content, size: bytes.count) }
  }

  /// The address of the root's header, from the superblock.
  private static func root(of content: HDF5Content, size: Int) throws(HDF5Flaw) -> UInt64 {
    var block = try content.block(at: 8, count: UInt64(min(92, max(0, size - 8))))
    let version = try block.byte()
    guard version <= 1 else {
      throw HDF5Flaw(
        problem: "the file's layout is of a later version than that of HDF5 1.6 (libver=\"earliest\" in h5py)"
      )
    }
    try block.skip(4)
    guard try block.byte() == 8, try block.byte() == 8 else {
      throw HDF5Flaw(problem: "expected addresses and sizes of 8 bytes")
    }
    try block.skip(version == 0 ? 9 : 13)
    guard try block.number(8) == 0 else {
      throw HDF5Flaw(problem: "the file does not start with its content")
    }
    try block.skip(8)
    let end = try block.number(8)
    guard end <= UInt64(size) else {
      throw HDF5Flaw(problem: "expected \(end) bytes, found \(size): the file is not whole")
    }
    try block.skip(16)
    return try block.number(8)
  }

  /// The texts of an attribute, or nil if there is no such object or attribute.
  func texts(of attribute: String, at object: String) throws -> [String]? {
    let found = try located(object) { () throws(HDF5Flaw) -> HDF5Attribute? in
      guard let address = try address(of: object) else { return nil }
      return try HDF5Object(at: address, in: content).attribute(attribute)
    }
    guard let found else { return nil }
    guard let texts = try located(object, { () throws(HDF5Flaw) in try found.texts }) else {
      throw error(object, "attribute \(attribute) is not a list of names of fixed length")
    }
    return texts
  }

  /// An array of real numbers, uncompressed, as a tensor of 32-bit floats.
  func tensor(at place: String) throws -> TensorBundle.Tensor {
    let tensor = try located(place) { () throws(HDF5Flaw) -> TensorBundle.Tensor? in
      guard let address = try address(of: place) else { return nil }
      return try HDF5Array(try HDF5Object(at: address, in: content), in: content).tensor
    }
    guard let tensor else { throw error(place, "there is no such data set") }
    return tensor
  }

  /// The address of an object's header; nil if there is none of its name.
  private func address(of object: String) throws(HDF5Flaw) -> UInt64? {
    var address = root
    for name in object.split(separator: "/") {
      if groups[address] == nil {
        guard let table = try HDF5Object(at: address, in: content).message(.symbolTable) else { return nil }
        groups[address] = try HDF5Group(table, in: content)
      }
      guard let member = groups[address]?.members[String(name)], member != HDF5Content.nowhere else {
        return nil
      }
      address = member
    }
    return address
  }

  func error(_ place: String, _ problem: String) -> InputError {
    InputError(.badContent, file: path, place: place, problem: problem, remedy: Self.remedy)
  }

  private func located<Value>(
    _ place: String, _ body: () throws(HDF5Flaw) -> Value
  ) throws(InputError) -> Value {
    do { return try body() } catch { throw self.error(place, error.problem) }
  }
}

/// The bytes of an HDF5 file, which is a web of addresses: each is checked, and a file whose parts refer to one
/// another again and again is refused, since it could keep a reader busy for ever.
final class HDF5Content {
  /// Bytes that may be read in all, as a multiple of the file's: each part is needed once or twice.
  private static let mostReadings = 4
  /// The address of what does not exist.
  static let nowhere = UInt64.max

  private let bytes: [UInt8]
  private var allowance: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    allowance = Self.mostReadings * bytes.count
  }

  /// - Throws: `HDF5Flaw` if the file has no such bytes, or too much has been read.
  func block(at address: UInt64, count: UInt64) throws(HDF5Flaw) -> HDF5Block {
    let size = UInt64(bytes.count)
    guard address <= size, count <= size - address, Int(count) <= allowance else { throw .damage }
    allowance -= Int(count)
    return HDF5Block(bytes[Int(address)..<Int(address) + Int(count)])
  }
}

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

/// The members of a group, as HDF5 1.6 and "earliest" of later versions keep them: a tree of nodes of symbols, whose
/// names stand in a heap.
struct HDF5Group {
  /// Addresses of the members' headers.
  private(set) var members: [String: UInt64] = [:]

  /// - Parameter table: The group's symbol table message.
  init(_ table: HDF5Block, in content: HDF5Content) throws(HDF5Flaw) {
    var table = table
    let (tree, heap) = (try table.number(8), try table.number(8))
    var header = try content.block(at: heap, count: 32)
    try header.expect("HEAP")
    try header.skip(4)
    let size = try header.number(8)
    try header.skip(8)
    let names = try content.block(at: try header.number(8), count: size)
    try addNode(at: tree, level: nil, names, content)
  }

  /// - Parameter level: That of the node; nil at the root, which may have any. Levels descend, so that the walk ends.
  private mutating func addNode(
    at address: UInt64, level: UInt8?, _ names: HDF5Block, _ content: HDF5Content
  ) throws(HDF5Flaw) {
    var header = try content.block(at: address, count: 24)
    try header.expect("TREE")
    guard try header.byte() == 0 else { throw .damage }
    let found = try header.byte()
    guard level == nil || level == found else { throw .damage }
    let count = try header.count16()
    var children = try content.block(at: address + 24, count: UInt64(16 * count))
    for _ in 0..<count {
      try children.skip(8)
      let child = try children.number(8)
      if found == 0 {
        try addSymbols(at: child, names, content)
      } else {
        try addNode(at: child, level: found - 1, names, content)
      }
    }
  }

  private mutating func addSymbols(
    at address: UInt64, _ names: HDF5Block, _ content: HDF5Content
  ) throws(HDF5Flaw) {
    var header = try content.block(at: address, count: 8)
    try header.expect("SNOD")
    try header.skip(2)
    let count = try header.count16()
    var symbols = try content.block(at: address + 8, count: UInt64(40 * count))
    for _ in 0..<count {
      let (place, target) = (try symbols.number(8), try symbols.number(8))
      try symbols.skip(24)
      guard place < UInt64(names.count) else { throw .damage }
      var name = names
      try name.skip(Int(place))
      guard members.updateValue(target, forKey: name.text) == nil else { throw .damage }
    }
  }
}

/// The messages of an object's header (version 1): what says of which type, extent and place the object is.
struct HDF5Object {
  enum Kind: UInt64 {
    case dataspace = 0x01
    case datatype = 0x03
    case layout = 0x08
    case attribute = 0x0c
    case continuation = 0x10
    case symbolTable = 0x11
  }

  private var messages: [(kind: Kind, content: HDF5Block)] = []

  /// - Throws: `HDF5Flaw` if there is no such header, or it is of a later version.
  init(at address: UInt64, in content: HDF5Content) throws(HDF5Flaw) {
    var prefix = try content.block(at: address, count: 16)
    guard try prefix.byte() == 1 else {
      throw HDF5Flaw(
        problem:
          "its header is damaged, or of a later version than that of HDF5 1.6 (libver=\"earliest\" in h5py)")
    }
    try prefix.skip(1)
    var left = try prefix.count16()
    try prefix.skip(4)
    var blocks = [try content.block(at: address + 16, count: try prefix.number(4))]
    while var block = blocks.popLast() {
      while block.count >= 8, left > 0 {
        left -= 1
        let (kind, size) = (Kind(rawValue: try block.number(2)), try block.count16())
        let isShared = try block.byte() & 2 != 0
        try block.skip(3)
        var message = try block.block(size)
        guard let kind else { continue }
        if isShared { throw HDF5Flaw(problem: "a part of its header is shared with other objects") }
        if kind == .continuation {
          blocks.append(try content.block(at: try message.number(8), count: try message.number(8)))
        } else {
          messages.append((kind, message))
        }
      }
    }
    if left > 0 { throw .damage }
  }

  /// The only message of a kind, or nil.
  func message(_ kind: Kind) throws(HDF5Flaw) -> HDF5Block? {
    let found = messages.filter { $0.kind == kind }
    if found.count > 1 { throw .damage }
    return found.first?.content
  }

  /// The attribute of a name, or nil.
  func attribute(_ name: String) throws(HDF5Flaw) -> HDF5Attribute? {
    for message in messages where message.kind == .attribute {
      let attribute = try HDF5Attribute(message.content)
      if attribute.name == name { return attribute }
    }
    return nil
  }
}
