import NCFDiagnostics

/// The records of zip archives (PKWARE's APPNOTE.TXT, version 6.3), as far as they are read and written here.
public enum ZipRecords {
  public static let localHeader = 0x0403_4b50
  public static let localHeaderSize = 30
  public static let centralHeader = 0x0201_4b50
  public static let centralHeaderSize = 46
  public static let end = 0x0605_4b50
  public static let endSize = 22
  /// The end may be followed by a comment.
  public static let longestComment = 0xffff
  /// Sizes and counts with this value stand elsewhere (zip64).
  public static let elsewhere = 0xffff_ffff
  /// The flag of encrypted entries.
  public static let encrypted = 1
  /// The flag of names in UTF-8.
  public static let nameIsUTF8 = 1 << 11
  /// 1 January 1980, midnight: archives of equal content are equal.
  public static let date = 0x21

  /// The checksum of an entry's content (ISO 3309, polynomial 0xEDB88320).
  public static func checksum(of bytes: some Collection<UInt8>) -> UInt32 { Inflater.checksum(over: bytes) }
}

/// A zip archive of which any entry can be read: stored or deflated, with data descriptors or without.
///
///     let archive = try ZipArchive(bytes, path: "weights.npz")
///     for entry in archive.entries { let content = try archive.content(of: entry) }
///
/// The directory at its end says what is in it; the sizes and checksums that count stand there. Everything that it claims is
/// checked against the bytes before memory is taken for it. Encrypted entries, archives in parts and zip64 are refused.
public struct ZipArchive {
  static let magic: [UInt8] = [0x50, 0x4b, 0x03, 0x04]

  /// One file of the archive.
  public struct Entry: Hashable, Sendable {
    public let name: String
    let checksum: UInt32
    let packedSize: Int
    let size: Int
    let isDeflated: Bool
    /// Where its own header stands.
    let header: Int
  }

  /// In the order in which they stand in the archive.
  public let entries: [Entry]
  private let stored: StoredBytes

  /// - Parameter path: The file in error messages.
  /// - Throws: `InputError` if this is no archive, a damaged one, or one of a kind that is not read.
  public init(_ bytes: [UInt8], path: String) throws { try self.init(.memory(bytes, path: path)) }

  init(_ stored: StoredBytes) throws {
    self.stored = stored
    entries = try ZipDirectory(stored).entries().sorted { $0.header < $1.header }
    var end = 0
    for entry in entries {
      guard entry.header >= end else { throw error(entry, "the archive's entries overlap") }
      end = try contentStart(of: entry) + entry.packedSize
    }
  }

  /// Whether this is one of NumPy's archives (`.npz`): nothing but arrays.
  public var isOfNumPyArrays: Bool {
    !entries.isEmpty && entries.allSatisfy { $0.name.hasSuffix(".npy") }
  }

  /// The whole content of an entry.
  /// - Throws: `InputError` if it is damaged or cannot be read.
  public func content(of entry: Entry) throws -> [UInt8] {
    let pieces = try open(entry)
    var bytes: [UInt8] = []
    while let piece = try pieces.next() { bytes += piece }
    return bytes
  }

  func open(_ entry: Entry) throws -> any PieceSource {
    ZipEntryPieces(stored, entry, start: try contentStart(of: entry))
  }

  /// The entry that is meant: the one that is named; the only one; or the only one that is called like a favourite. Folders
  /// do not count, nor what is hidden, nor files that explain the data.
  func choose(_ name: String?, favourites: Set<String>) throws -> Entry {
    if let name {
      if let entry = entries.first(where: { $0.name == name }) { return entry }
      throw InputError(
        .badContent, file: stored.path, problem: "found no \(name) in the archive; it has \(list(entries))",
        remedy: nearestMatch(to: name, among: entries.map(\.name)).map { "did you mean \"\($0)\"?" })
    }
    let files = entries.filter { entry in
      let parts = entry.name.lowercased().split(separator: "/", omittingEmptySubsequences: false)
      return !parts.contains { $0.isEmpty || $0.hasPrefix(".") || $0.hasPrefix("__") }
        && !["readme", "license", "licence"].contains { parts.last?.hasPrefix($0) == true }
    }
    let favoured = files.filter { entry in
      favourites.contains(entry.name.lowercased().split(separator: "/").last.map(String.init) ?? "")
    }
    for candidates in [files, favoured] where candidates.count == 1 { return candidates[0] }
    guard !files.isEmpty else {
      throw InputError(
        .badContent, file: stored.path, problem: "the archive has no file of data",
        remedy: "name the file in it that is meant, as in \(stored.path)/NAME, or unpack it")
    }
    throw InputError(
      .badContent, file: stored.path, problem: "the archive has \(files.count) files: \(list(files))",
      remedy: "name the one that is meant, as in \(stored.path)/\(files[0].name), or unpack it")
  }

  private func list(_ entries: [Entry]) -> String {
    entries.isEmpty
      ? "nothing"
      : entries.prefix(8).map(\.name).joined(separator: ", ") + (entries.count > 8 ? ", …" : "")
  }

  /// Where an entry's content begins: after its own header, whose length may differ from the directory's.
  private func contentStart(of entry: Entry) throws -> Int {
    let header = try stored.bytes(at: entry.header, count: ZipRecords.localHeaderSize)
    guard header.count == ZipRecords.localHeaderSize,
      littleEndian(header, at: 0, count: 4) == ZipRecords.localHeader
    else { throw error(entry, "the archive's directory is damaged") }
    let start =
      entry.header + header.count + littleEndian(header, at: 26, count: 2)
      + littleEndian(header, at: 28, count: 2)
    guard start + entry.packedSize <= stored.count else {
      throw error(entry, "its \(entry.packedSize) bytes go beyond the end of the file")
    }
    return start
  }

  private func error(_ entry: Entry, _ problem: String) -> InputError {
    InputError(
      .badContent, file: stored.path, place: entry.name, problem: problem, remedy: "fetch the file again")
  }
}

/// What stands at the end of an archive.
private struct ZipDirectory {
  private let stored: StoredBytes
  /// The file's last bytes, among which the directory's end is looked for.
  private let tail: [UInt8]

  init(_ stored: StoredBytes) throws {
    self.stored = stored
    let size = min(stored.count, ZipRecords.endSize + ZipRecords.longestComment)
    tail = try stored.bytes(at: stored.count - size, count: size)
  }

  func entries() throws -> [ZipArchive.Entry] {
    let end = try endRecord()
    let count = littleEndian(end, at: 10, count: 2)
    let size = littleEndian(end, at: 12, count: 4)
    let start = littleEndian(end, at: 16, count: 4)
    guard count != 0xffff, start != ZipRecords.elsewhere, size != ZipRecords.elsewhere else {
      throw Self.zip64(stored.path, nil)
    }
    guard littleEndian(end, at: 8, count: 2) == count, littleEndian(end, at: 4, count: 4) == 0 else {
      throw error(nil, "the archive comes in several parts", remedy: "join them first (zip -s 0)")
    }
    let directory = try stored.bytes(at: start, count: size)
    guard directory.count == size else { throw damage }
    var (entries, position) = ([ZipArchive.Entry](), 0)
    entries.reserveCapacity(count)
    for _ in 0..<count { entries.append(try entry(directory, &position)) }
    return entries
  }

  private func entry(_ directory: [UInt8], _ position: inout Int) throws -> ZipArchive.Entry {
    let start = position
    let number = { littleEndian(directory, at: start + $0, count: $1) }
    let nameStart = start + ZipRecords.centralHeaderSize
    guard nameStart <= directory.count, number(0, 4) == ZipRecords.centralHeader,
      nameStart + number(28, 2) <= directory.count
    else { throw damage }
    let name = String(decoding: directory[nameStart..<nameStart + number(28, 2)], as: UTF8.self)
    guard number(8, 2) & ZipRecords.encrypted == 0 else {
      throw error(name, "the archive is encrypted", remedy: "unpack it with its password first")
    }
    let method = number(10, 2)
    guard method == 0 || method == 8 else {
      let known = [9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "zstandard", 95: "xz"]
      throw error(
        name,
        "it is packed by \(known[method] ?? "method \(method)"), where stored and deflated files are read",
        remedy: "unpack it first")
    }
    let (packedSize, size, header) = (number(20, 4), number(24, 4), number(42, 4))
    guard ![packedSize, size, header].contains(ZipRecords.elsewhere) else {
      throw Self.zip64(stored.path, name)
    }
    guard method == 8 || packedSize == size else { throw damage }
    position = nameStart + number(28, 2) + number(30, 2) + number(32, 2)
    return ZipArchive.Entry(
      name: name, checksum: UInt32(number(16, 4)), packedSize: packedSize, size: size,
      isDeflated: method == 8, header: header)
  }

  /// The record that ends the archive; a comment may follow it.
  private func endRecord() throws -> [UInt8] {
    for position in stride(from: tail.count - ZipRecords.endSize, through: 0, by: -1)
    where tail[position] == 0x50
      && littleEndian(tail, at: position, count: 4) == ZipRecords.end
      && littleEndian(tail, at: position + 20, count: 2) == tail.count - position - ZipRecords.endSize
    {
      return Array(tail[position..<position + ZipRecords.endSize])
    }
    throw error(
      nil, "expected a zip archive, found none, or one that is cut off", remedy: "fetch the file again")
  }

  private var damage: InputError {
    error(nil, "the archive's directory is damaged", remedy: "fetch the file again")
  }

  private func error(_ entry: String?, _ problem: String, remedy: String) -> InputError {
    InputError(.badContent, file: stored.path, place: entry, problem: problem, remedy: remedy)
  }

  private static func zip64(_ path: String, _ entry: String?) -> InputError {
    InputError(
      .badContent, file: path, place: entry,
      problem: "the archive has zip64's records, of more than 4 GiB or 65534 files, which are not read",
      remedy: "unpack it first")
  }
}

/// The content of one entry, which is checked against its size and checksum.
private final class ZipEntryPieces: PieceSource {
  private let stored: StoredBytes
  private let entry: ZipArchive.Entry
  private let inflater: Inflater?
  private var position: Int
  private let end: Int
  private var pending: ArraySlice<UInt8> = []
  private var unpacked = 0
  private var checksum: UInt32 = 0
  private var hasEnded = false

  init(_ stored: StoredBytes, _ entry: ZipArchive.Entry, start: Int) {
    self.stored = stored
    self.entry = entry
    inflater = entry.isDeflated ? Inflater(.none) : nil
    position = start
    end = start + entry.packedSize
  }

  func next() throws -> [UInt8]? {
    while !hasEnded {
      if pending.isEmpty {
        pending = try stored.bytes(at: position, count: min(pieceSize, end - position))[...]
        position += pending.count
      }
      let output = try inflater.map { try inflate($0) } ?? plain()
      unpacked += output.count
      checksum = Inflater.checksum(checksum, over: output)
      try requireModesty(
        path: stored.path, packed: entry.packedSize - (end - position) - pending.count, unpacked: unpacked)
      guard unpacked <= entry.size else { throw damage }
      if hasEnded {
        guard unpacked == entry.size, pending.isEmpty, position == end, checksum == entry.checksum else {
          throw damage
        }
      }
      if !output.isEmpty { return output }
    }
    return nil
  }

  private func plain() -> [UInt8] {
    defer { pending = [] }
    hasEnded = position == end
    return Array(pending)
  }

  private func inflate(_ inflater: Inflater) throws -> [UInt8] {
    guard !pending.isEmpty, let step = try? inflater.step(pending, limit: pieceSize) else { throw damage }
    pending = pending.dropFirst(step.taken)
    hasEnded = step.isEnd
    return step.output
  }

  private var damage: InputError {
    InputError(
      .badContent, file: stored.path, place: entry.name,
      problem: "the checksum is wrong: the file is damaged", remedy: "fetch the file again")
  }
}

/// A number of up to 4 bytes, little-endian, as all of an archive's are.
private func littleEndian(_ bytes: [UInt8], at position: Int, count: Int) -> Int {
  (0..<count).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
}
