import Foundation
import NCFDiagnostics

extension TensorBundle {
  /// Reads a bundle from bytes in NumPy's format `.npz`: an uncompressed zip archive of arrays `NAME.npy`, as
  /// `numpy.savez` writes it.
  ///
  /// Everything that the archive claims is checked against the bytes before memory is taken for it.
  ///
  /// - Parameter file: The name of the file in error messages.
  /// - Throws: `InputError` that says what is wrong with the content.
  public init(numPy bytes: Data, file: String) throws {
    let reader = NumPyArchiveReader(bytes: Data(bytes), file: file)
    self.init(try reader.tensors())
  }
}

/// Checks and decodes one archive. What it claims must end in a message and not in a trap, so nothing here relies on
/// Swift's own checks of overflow and bounds.
private struct NumPyArchiveReader {
  /// Its indices begin at 0.
  let bytes: Data
  let file: String

  private struct Entry {
    let name: String
    let checksum: UInt32
    let size: Int
    let header: Int
  }

  func tensors() throws -> [String: TensorBundle.Tensor] {
    var tensors: [String: TensorBundle.Tensor] = [:]
    var end = 0
    for entry in try entries().sorted(by: { $0.header < $1.header }) {
      guard entry.header >= end else { throw error(entry.name, "the archive's entries overlap") }
      let start = try contentStart(of: entry)
      end = start + entry.size
      let content = bytes[start..<end]
      guard CRC32.checksum(of: content) == entry.checksum else {
        throw error(entry.name, "the checksum is wrong: the file is damaged")
      }
      guard entry.name.hasSuffix(".npy") else { throw error(entry.name, "expected an array NAME.npy") }
      let name = String(entry.name.dropLast(4))
      guard tensors[name] == nil else { throw error(entry.name, "the archive has this array twice") }
      do {
        tensors[name] = try NumPyArray.decode(content)
      } catch let malformed as NumPyArray.Malformed {
        throw error(entry.name, malformed.problem)
      }
    }
    return tensors
  }

  /// What the central directory lists.
  private func entries() throws -> [Entry] {
    let end = try directoryEnd()
    let count = try number(at: end + 10, bytes: 2)
    var position = try number(at: end + 16, bytes: 4)
    guard count != 0xffff, position != ZipRecords.elsewhere else {
      throw error(nil, "archives of more than 4 GiB are not read")
    }
    return try (0..<count).map { _ in
      guard try number(at: position, bytes: 4) == ZipRecords.centralHeader else {
        throw error(nil, "the archive's directory is damaged")
      }
      let nameLength = try number(at: position + 28, bytes: 2)
      let nameStart = position + ZipRecords.centralHeaderSize
      guard nameStart + nameLength <= bytes.count else {
        throw error(nil, "the archive's directory is damaged")
      }
      let name = String(decoding: bytes[nameStart..<nameStart + nameLength], as: UTF8.self)
      guard try number(at: position + 8, bytes: 2) & ZipRecords.encrypted == 0 else {
        throw error(name, "the archive is encrypted")
      }
      guard try number(at: position + 10, bytes: 2) == 0 else {
        throw error(name, "the array is compressed; save it with numpy.savez, not savez_compressed")
      }
      let size = try number(at: position + 24, bytes: 4)
      guard size != ZipRecords.elsewhere, try number(at: position + 20, bytes: 4) == size else {
        throw error(name, "expected an uncompressed array of less than 4 GiB")
      }
      let entry = Entry(
        name: name, checksum: UInt32(try number(at: position + 16, bytes: 4)), size: size,
        header: try number(at: position + 42, bytes: 4))
      position =
        nameStart + nameLength + (try number(at: position + 30, bytes: 2))
        + (try number(at: position + 32, bytes: 2))
      return entry
    }
  }

  /// Where the record is that ends the archive; a comment may follow it.
  private func directoryEnd() throws -> Int {
    let last = bytes.count - ZipRecords.endSize
    for position in stride(from: last, through: max(0, last - ZipRecords.longestComment), by: -1)
    where last >= 0 && bytes[position] == 0x50 {
      if try number(at: position, bytes: 4) == ZipRecords.end,
        try number(at: position + 20, bytes: 2) == last - position
      {
        return position
      }
    }
    throw error(nil, "expected a zip archive, found none, or one that is cut off")
  }

  /// Where an entry's content begins: after its own header, whose length may differ from the directory's.
  private func contentStart(of entry: Entry) throws -> Int {
    guard try number(at: entry.header, bytes: 4) == ZipRecords.localHeader else {
      throw error(entry.name, "the archive's directory is damaged")
    }
    let start =
      entry.header + ZipRecords.localHeaderSize + (try number(at: entry.header + 26, bytes: 2))
      + (try number(at: entry.header + 28, bytes: 2))
    guard start + entry.size <= bytes.count else {
      throw error(entry.name, "the array has \(entry.size) bytes, which go beyond the end of the file")
    }
    return start
  }

  /// A number of up to 4 bytes, little-endian.
  private func number(at position: Int, bytes count: Int) throws -> Int {
    guard position >= 0, position + count <= bytes.count else { throw error(nil, "the archive is cut off") }
    return bytes[position..<position + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private func error(_ entry: String?, _ problem: String) -> InputError {
    InputError(
      .badContent, file: file, place: entry, problem: problem,
      remedy: "expected an archive of 32-bit floats, as numpy.savez writes it")
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
      let content = NumPyArray.encode(tensor)
      let fileName = Array("\(name).npy".utf8)
      let header = archive.count
      let facts = Self.facts(checksum: CRC32.checksum(of: content), size: content.count, name: fileName)
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

/// The records of zip archives (PKWARE's APPNOTE.TXT, version 6.3), as far as `.npz` files have them.
enum ZipRecords {
  static let localHeader = 0x0403_4b50
  static let localHeaderSize = 30
  static let centralHeader = 0x0201_4b50
  static let centralHeaderSize = 46
  static let end = 0x0605_4b50
  static let endSize = 22
  /// The end may be followed by a comment.
  static let longestComment = 0xffff
  /// Sizes and counts with this value stand elsewhere (zip64).
  static let elsewhere = 0xffff_ffff
  /// The flag of encrypted entries.
  static let encrypted = 1
  /// The flag of names in UTF-8.
  static let nameIsUTF8 = 1 << 11
  /// 1 January 1980, midnight: archives of equal content are equal.
  static let date = 0x21
}

/// The checksum of zip archives (ISO 3309, polynomial 0xEDB88320), a byte at a time.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in remainder >> 1 ^ (remainder & 1) &* 0xedb8_8320 }
  }

  static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(0xffff_ffff) { $0 >> 8 ^ table[Int(($0 ^ UInt32($1)) & 0xff)] }
  }
}
