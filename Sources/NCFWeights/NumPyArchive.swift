import Foundation
import NCFArchives
import NCFDiagnostics

extension TensorBundle {
  /// Reads a bundle from bytes in NumPy's format `.npz`: a zip archive of arrays `NAME.npy`, as `numpy.savez` and
  /// `numpy.savez_compressed` write it.
  ///
  /// - Parameter file: The name of the file in error messages.
  /// - Throws: `InputError` that says what is wrong with the content.
  public init(numPy bytes: Data, file: String) throws {
    let remedy = "expected an archive of 32-bit floats, as numpy.savez writes it"
    let archive = try NumPyArchive([UInt8](bytes), file: file, remedy: remedy)
    var tensors: [String: TensorBundle.Tensor] = [:]
    for (name, array) in archive.arrays {
      do {
        tensors[name] = Tensor(shape: array.shape, values: try array.floats())
      } catch let malformed as NumPyArray.Malformed {
        throw InputError(
          .badContent, file: file, place: "\(name).npy", problem: malformed.problem, remedy: remedy)
      }
    }
    self.init(tensors)
  }
}

extension TensorBundle {
  /// The bundle in NumPy's format `.npz`, to be read with `numpy.load`. Equal bundles give equal bytes: names stand
  /// in the order of their UTF-8 bytes, without times.
  ///
  /// - Parameter file: The name of the file in error messages.
  /// - Throws: `InputError` (`cannotWrite`) if the archive would take 4 GiB or more, which the format has no room for.
  func numPy(file: String) throws -> Data {
    let sorted = tensors.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let size = sorted.reduce(0) { $0 + 4 * $1.value.values.count + 2 * $1.key.utf8.count + 1024 }
    guard size < ZipRecords.elsewhere, sorted.count < 0xffff else {
      throw InputError(
        .cannotWrite, file: file, problem: "the weights are too large for .npz", remedy: "write .safetensors")
    }
    var archive = Data(capacity: size)
    var directory = Data()
    for (name, tensor) in sorted {
      let content = NumPyArray.encode(shape: tensor.shape, values: tensor.values)
      let fileName = Array("\(name).npy".utf8)
      let header = archive.count
      let facts = Self.facts(checksum: ZipRecords.checksum(of: content), size: content.count, name: fileName)
      archive.append(numbers: [(ZipRecords.localHeader, 4)] + facts)
      archive.append(contentsOf: fileName)
      archive.append(content)
      directory.append(numbers: [(ZipRecords.centralHeader, 4), (20, 2)] + facts)
      // No comment; the first disk; no attributes.
      directory.append(numbers: [(0, 2), (0, 2), (0, 2), (0, 4), (header, 4)])
      directory.append(contentsOf: fileName)
    }
    let start = archive.count
    archive.append(directory)
    archive.append(numbers: [
      (ZipRecords.end, 4), (0, 2), (0, 2), (sorted.count, 2), (sorted.count, 2), (directory.count, 4),
      (start, 4),
      (0, 2),
    ])
    return archive
  }

  /// What an entry's two headers have in common: version 2.0, names in UTF-8, no compression, no extra fields.
  private static func facts(checksum: UInt32, size: Int, name: [UInt8]) -> [(Int, Int)] {
    [
      (20, 2), (ZipRecords.nameIsUTF8, 2), (0, 2), (0, 2), (ZipRecords.date, 2), (Int(checksum), 4),
      (size, 4),
      (size, 4), (name.count, 2), (0, 2),
    ]
  }
}

extension Data {
  /// Appends numbers, little-endian, each with its number of bytes.
  fileprivate mutating func append(numbers: [(value: Int, bytes: Int)]) {
    for (value, bytes) in numbers {
      for index in 0..<bytes { append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }
  }
}
