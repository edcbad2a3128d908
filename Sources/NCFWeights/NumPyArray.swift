import Foundation
import NCFDiagnostics

/// One array in NumPy's format `.npy` (numpy.lib.format, versions 1 to 3), as far as this project uses it: 32-bit
/// floats, little-endian.
///
/// A magic string, the version, the header's length, and a header that is a Python dictionary:
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (6040, 8), }
///
/// Then come the values.
enum NumPyArray {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let bytesPerValue = 4
  /// NumPy's own bound.
  private static let mostDimensions = 64

  /// What is wrong with an array.
  struct Malformed: Error {
    let problem: String
  }

  static func encode(_ tensor: TensorBundle.Tensor) -> Data {
    let extents = tensor.shape.map(String.init).joined(separator: ", ")
    let shape = tensor.shape.count == 1 ? "(\(extents),)" : "(\(extents))"
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
    // Magic, version and length take 10 bytes; the values begin at a multiple of 64.
    let length = (10 + header.utf8.count + 1 + 63) & ~63
    header += String(repeating: " ", count: length - 10 - header.utf8.count - 1) + "\n"
    var bytes = Data(magic + [1, 0, UInt8(header.utf8.count & 0xff), UInt8(header.utf8.count >> 8 & 0xff)])
    bytes.append(contentsOf: header.utf8)
    tensor.values.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// - Throws: `Malformed`.
  static func decode(_ bytes: Data) throws -> TensorBundle.Tensor {
    let bytes = [UInt8](bytes)
    guard bytes.count >= 12, bytes.starts(with: magic) else {
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
    var count = 1
    for extent in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw Malformed(problem: "\(header.shape) is not a shape") }
      count = product
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: bytesPerValue)
    guard !overflow, size == bytes.count - start else {
      throw Malformed(
        problem: "shape \(header.shape) does not fit the \(bytes.count - start) bytes of values")
    }
    let values = bytes.withUnsafeBytes { buffer in
      (0..<count).map { index in
        let word = buffer.loadUnaligned(fromByteOffset: start + index * bytesPerValue, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: word))
      }
    }
    return TensorBundle.Tensor(
      shape: header.shape, values: header.isColumnMajor ? rowMajor(values, header.shape) : values)
  }

  /// Values whose first index changes fastest, in the order in which the last one does.
  private static func rowMajor(_ values: [Float], _ shape: [Int]) -> [Float] {
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

  private struct Header {
    let shape: [Int]
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
      guard members[0].value == "<f4" else {
        throw Malformed(
          problem: "expected 32-bit floats ('<f4'), found '\(members[0].value)'; convert with astype('<f4')")
      }
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
