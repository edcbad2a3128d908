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
