import Foundation
import NCFDiagnostics

/// One array in NumPy's format `.npy` (numpy.lib.format, versions 1 to 3).
///
/// A magic string, the version, the header's length, and a header that is a Python dictionary:
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (6040, 8), }
///
/// Then come the elements: booleans, whole numbers, floats and text are read, of either byte order. Python's objects are
/// not: they come as pickles, which may run anything.
public struct NumPyArray: Sendable {
  /// What is wrong with an array.
  public struct Malformed: Error {
    public let problem: String
  }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy's own bound.
  private static let mostDimensions = 64

  public let shape: [Int]
  /// The type of the elements as NumPy writes it, such as `<f4` for 32-bit floats, little-endian.
  public let type: String
  /// How many elements there are.
  public let count: Int
  private let isColumnMajor: Bool
  private let elements: ArraySlice<UInt8>

  /// - Throws: `Malformed` if this is not an array, or one of a type that is not read.
  public init(_ bytes: [UInt8]) throws {
    guard bytes.count >= 12, bytes.starts(with: Self.magic) else {
      throw Malformed(problem: "expected an array of NumPy, found something else")
    }
    guard 1...3 ~= bytes[6] else {
      throw Malformed(problem: "version \(bytes[6]) of the format is not known")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = 8 + lengthBytes + length
    guard start <= bytes.count else {
      throw Malformed(problem: "the header claims \(length) bytes, but only \(bytes.count) are there")
    }
    let header = try Header(String(decoding: bytes[(8 + lengthBytes)..<start], as: UTF8.self))
    var size = try Self.elementSize(of: header.type)
    count = try header.shape.reduce(1) { try Self.product($0, $1, header.shape) }
    size = try Self.product(count, size, header.shape)
    guard size == bytes.count - start else {
      throw Malformed(
        problem: "shape \(header.shape) does not fit the \(bytes.count - start) bytes of values")
    }
    (shape, type, isColumnMajor) = (header.shape, header.type, header.isColumnMajor)
    elements = bytes[start...]
  }

  /// The elements of an array of 32-bit floats, little-endian, with the last index changing fastest.
  /// - Throws: `Malformed` if they are of another type.
  public func floats() throws -> [Float] {
    guard type == "<f4" else {
      throw Malformed(
        problem: "expected 32-bit floats ('<f4'), found '\(type)'; convert with astype('<f4')")
    }
    let values = decoded(UInt32.self) { Float(bitPattern: $0) }
    return isColumnMajor ? rowMajor(values) : values
  }

  /// The elements of a list of whole numbers.
  /// - Throws: `Malformed` if it is not one, or a number does not fit into 64 bits.
  public func wholeNumbers() throws -> [Int] {
    try requireList()
    switch type.dropFirst() {
    case "i1": return decoded(UInt8.self) { Int(Int8(bitPattern: $0)) }
    case "i2": return decoded(UInt16.self) { Int(Int16(bitPattern: $0)) }
    case "i4": return decoded(UInt32.self) { Int(Int32(bitPattern: $0)) }
    case "i8": return decoded(UInt64.self) { Int(bitPattern: UInt($0)) }
    case "u1": return decoded(UInt8.self) { Int($0) }
    case "u2": return decoded(UInt16.self) { Int($0) }
    case "u4": return decoded(UInt32.self) { Int($0) }
    case "u8": return try decoded(UInt64.self) { try Self.fitting($0) }
    default: throw Malformed(problem: "expected whole numbers, found '\(type)'")
    }
  }

  /// The elements of a list of numbers of any type; booleans are 0 and 1.
  /// - Throws: `Malformed` if it is not one.
  public func numbers() throws -> [Double] {
    try requireList()
    switch type.dropFirst() {
    case "f2": return decoded(UInt16.self) { Double(Self.half($0)) }
    case "f4": return decoded(UInt32.self) { Double(Float(bitPattern: $0)) }
    case "f8": return decoded(UInt64.self) { Double(bitPattern: $0) }
    case "b1": return decoded(UInt8.self) { $0 == 0 ? 0 : 1 }
    case "u8": return decoded(UInt64.self) { Double($0) }
    default:
      guard type.contains("i") || type.contains("u") else {
        throw Malformed(problem: "expected numbers, found '\(type)'")
      }
      return try wholeNumbers().map(Double.init)
    }
  }

  /// The one piece of text that an array without dimensions holds.
  /// - Throws: `Malformed` if it holds something else.
  public func text() throws -> String {
    guard count == 1, let kind = type.dropFirst().first, "SU".contains(kind) else {
      throw Malformed(problem: "expected a piece of text, found '\(type)'")
    }
    if kind == "S" { return String(decoding: elements.prefix { $0 != 0 }, as: UTF8.self) }
    let scalars = decoded(UInt32.self) { Unicode.Scalar($0) ?? "\u{fffd}" }.prefix { $0 != "\u{0}" }
    return String(String.UnicodeScalarView(scalars))
  }

  /// An array of 32-bit floats, the last index changing fastest.
  /// - Parameter values: As many as `shape` has room for.
  public static func encode(shape: [Int], values: [Float]) -> Data {
    let extents = shape.map(String.init).joined(separator: ", ")
    let extentsInBrackets = shape.count == 1 ? "(\(extents),)" : "(\(extents))"
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(extentsInBrackets), }"
    // Magic, version and length take 10 bytes; the values begin at a multiple of 64.
    let length = (10 + header.utf8.count + 1 + 63) & ~63
    header += String(repeating: " ", count: length - 10 - header.utf8.count - 1) + "\n"
    var bytes = Data(magic + [1, 0, UInt8(header.utf8.count & 0xff), UInt8(header.utf8.count >> 8 & 0xff)])
    bytes.append(contentsOf: header.utf8)
    values.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  private func requireList() throws {
    guard shape.count == 1 else {
      throw Malformed(problem: "expected a list, found an array of shape \(shape)")
    }
  }

  private func decoded<Word: FixedWidthInteger & Sendable, Value>(
    _: Word.Type, _ value: (Word) throws -> Value
  ) rethrows -> [Value] {
    let isBigEndian = type.hasPrefix(">")
    return try elements.withUnsafeBytes { buffer in
      try (0..<buffer.count / MemoryLayout<Word>.size).map { index in
        let word = buffer.loadUnaligned(fromByteOffset: index * MemoryLayout<Word>.size, as: Word.self)
        return try value(isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
      }
    }
  }

  /// Values whose first index changes fastest, in the order in which the last one does.
  private func rowMajor(_ values: [Float]) -> [Float] {
    guard !values.isEmpty else { return values }
    var index = [Int](repeating: 0, count: shape.count)
    return values.indices.map { _ in
      let position = zip(index, shape).reversed().reduce(0) { $0 * $1.1 + $1.0 }
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
      return values[position]
    }
  }

  private static func fitting(_ number: UInt64) throws -> Int {
    guard let fitting = Int(exactly: number) else {
      throw Malformed(problem: "the number \(number) is too large")
    }
    return fitting
  }

  /// A float of 16 bits (IEEE 754 binary16). Swift has the type only on some processors.
  private static func half(_ bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 1 ? -1 : 1
    let (exponent, fraction) = (Int(bits >> 10 & 0x1f), Float(bits & 0x3ff))
    switch exponent {
    case 0: return sign * Float(sign: .plus, exponent: -24, significand: fraction)
    case 0x1f: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
    }
  }

  private static func product(_ first: Int, _ second: Int, _ shape: [Int]) throws -> Int {
    let (product, overflow) = first.multipliedReportingOverflow(by: second)
    guard !overflow else { throw Malformed(problem: "\(shape) is not a shape") }
    return product
  }

  /// Bytes of an element.
  private static func elementSize(of type: String) throws -> Int {
    guard let match = type.wholeMatch(of: /[<>|=]([a-zA-Z])([0-9]{0,6})/) else {
      throw Malformed(problem: "elements of type '\(type)' are not read")
    }
    if match.1 == "O" {
      throw Malformed(
        problem:
          "the array holds Python's objects as pickles, which are not read, since they may run anything")
    }
    let sizes: [Substring: [Int]] = ["b": [1], "i": [1, 2, 4, 8], "u": [1, 2, 4, 8], "f": [2, 4, 8]]
    guard let size = Int(match.2), sizes[match.1]?.contains(size) ?? ["S", "U"].contains(match.1) else {
      throw Malformed(problem: "elements of type '\(type)' are not read")
    }
    return match.1 == "U" ? 4 * size : size
  }

  private struct Header {
    let shape: [Int]
    let type: String
    let isColumnMajor: Bool

    init(_ text: String) throws {
      let members = try [/'descr': *'([^']*)'/, /'fortran_order': *(True|False)/, /'shape': *\(([0-9, ]*)\)/]
        .map { pattern in
          let matches = text.matches(of: pattern)
          guard matches.count == 1 else { throw Malformed(problem: "the header cannot be read") }
          return (match: matches[0].output.0, value: String(matches[0].output.1))
        }
      let rest = members.reduce(text) { $0.replacingOccurrences(of: String($1.match), with: "") }
      guard rest.wholeMatch(of: /\{[, ]*\}[ \n]*/) != nil else {
        throw Malformed(problem: "the header cannot be read")
      }
      type = members[0].value
      isColumnMajor = members[1].value == "True"
      let shape = try members[2].value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
        .map { extent in
          guard let number = Int(extent) else { throw Malformed(problem: "\(extent) is not an extent") }
          return number
        }
      guard shape.count <= NumPyArray.mostDimensions else {
        throw Malformed(
          problem: "an array has up to \(NumPyArray.mostDimensions) dimensions, found \(shape.count)")
      }
      self.shape = shape
    }
  }
}

/// NumPy's format `.npz`: a zip archive of arrays `NAME.npy`, as `numpy.savez` and `numpy.savez_compressed` write it.
public struct NumPyArchive: Sendable {
  /// The arrays by their names.
  public let arrays: [String: NumPyArray]

  /// - Parameters:
  ///   - file: The name of the file in error messages.
  ///   - remedy: What should stand in the archive, in error messages.
  /// - Throws: `InputError` that says what is wrong with the content.
  public init(_ bytes: [UInt8], file: String, remedy: String) throws {
    let archive = try ZipArchive(bytes, path: file)
    var arrays: [String: NumPyArray] = [:]
    for entry in archive.entries {
      let error = {
        InputError(.badContent, file: file, place: entry.name, problem: $0, remedy: remedy)
      }
      guard entry.name.hasSuffix(".npy") else { throw error("expected an array NAME.npy") }
      let name = String(entry.name.dropLast(4))
      guard arrays[name] == nil else { throw error("the archive has this array twice") }
      do {
        arrays[name] = try NumPyArray(archive.content(of: entry))
      } catch let malformed as NumPyArray.Malformed {
        throw error(malformed.problem)
      }
    }
    self.arrays = arrays
  }
}
