import Foundation
import NCFDiagnostics

/// Reads a file a piece at a time, and unpacks it on the way if it is packed.
///
///     let content = try ContentReader(path: "ratings.csv.gz")
///     while let piece = try content.next() { … }
///
/// What a file is, its first bytes say, never its name: a gzip stream (RFC 1952, of one member or many), a zip archive, of
/// which one file is read, or anything else, which is read as it is. So is an archive of NumPy's arrays (`.npz`): it is a
/// format of its own.
///
/// Only a piece is in memory. What unpacks to more than `largestRatio` times its packed size, beyond the first
/// `alwaysAllowed` bytes, is refused: no file of interactions does, but files made to exhaust a machine do.
public final class ContentReader {
  /// How a file is packed.
  public enum Packing: Hashable, Sendable {
    case none
    case gzip
    /// A zip archive, and the name of the file in it that is read.
    case zip(entry: String)
  }

  /// The largest unpacked size, in packed ones, beyond `alwaysAllowed`.
  public static let largestRatio = 250
  /// So many bytes may come out of a packed file of any size: 16 MiB.
  public static let alwaysAllowed = 16 << 20
  /// No file is read into memory as a whole that is larger when unpacked: 8 GiB.
  public static let largestWhole = 8 << 30

  /// The file, as the user named it.
  public let path: String
  public let packing: Packing
  /// The first bytes of the content, up to a mebibyte; `next` gives them too.
  public let head: [UInt8]

  private var headIsNext = true
  private let source: any PieceSource

  /// Opens a file, or a pipe.
  ///
  /// - Parameters:
  ///   - path: A file; or an archive with the name of the file in it that is meant, such as `ml-1m.zip/ml-1m/ratings.dat`.
  ///   - favourites: File names in lower case. Of several files in an archive the one that is called so is meant.
  ///   - remedy: What the user can do if there is no such file.
  /// - Throws: `InputError` if there is no such file, it cannot be unpacked, or it is not clear which file of an archive is
  ///   meant.
  public convenience init(path: String, favourites: Set<String> = [], remedy: String? = nil) throws {
    let (archive, entry) = Self.archive(in: path) ?? (path, nil)
    try self.init(.file(archive, remedy: remedy), path: path, entry: entry, favourites: favourites)
  }

  /// Unpacks bytes that are in memory already.
  ///
  /// - Parameter path: The file that they come from, for messages.
  /// - Throws: `InputError` if they cannot be unpacked.
  public convenience init(_ bytes: [UInt8], path: String) throws {
    try self.init(.memory(bytes, path: path), path: path, entry: nil, favourites: [])
  }

  private init(_ stored: StoredBytes, path: String, entry: String?, favourites: Set<String>) throws {
    self.path = path
    let first = try stored.bytes(at: 0, count: 4)
    if first.starts(with: GzipStream.magic) {
      packing = .gzip
      source = GzipStream(stored)
    } else if first.starts(with: ZipArchive.magic), case let archive = try ZipArchive(stored),
      !archive.isOfNumPyArrays
    {
      let chosen = try archive.choose(entry, favourites: favourites)
      packing = .zip(entry: chosen.name)
      source = try archive.open(chosen)
    } else {
      packing = .none
      source = PlainPieces(stored)
    }
    if let entry, case .none = packing {
      throw InputError(
        .badContent, file: stored.path, problem: "expected a zip archive with \(entry), found another file",
        remedy: "name the file alone")
    }
    head = try source.next() ?? []
    if packing != .none, head.starts(with: GzipStream.magic) {
      throw InputError(
        .badContent, file: path, problem: "the file is packed twice", remedy: "unpack it once")
    }
  }

  /// A path that goes on behind a file names something in that file.
  private static func archive(in path: String) -> (archive: String, entry: String?)? {
    guard !FileManager.default.fileExists(atPath: path) else { return nil }
    for slash in path.indices.dropFirst().reversed() where path[slash] == "/" {
      var isFolder: ObjCBool = false
      let start = String(path[..<slash])
      guard FileManager.default.fileExists(atPath: start, isDirectory: &isFolder) else { continue }
      return isFolder.boolValue ? nil : (start, String(path[path.index(after: slash)...]))
    }
    return nil
  }

  /// The next piece, never an empty one; nil at the end.
  /// - Throws: `InputError` if the file is damaged, or unpacks to far more than it can hold.
  public func next() throws -> [UInt8]? {
    if headIsNext {
      headIsNext = false
      return head.isEmpty ? nil : head
    }
    return try source.next()
  }

  /// All that is left of the content: all of it, if nothing has been read yet.
  /// - Throws: `InputError` as `next` does, and if it is larger than `largestWhole`.
  public func rest() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try next() {
      bytes += piece
      guard bytes.count <= Self.largestWhole else {
        throw InputError(
          .badContent, file: path, problem: "the content has more than \(Self.largestWhole >> 30) GiB",
          remedy: "use a smaller file")
      }
    }
    return bytes
  }
}

/// Where a content's pieces come from.
protocol PieceSource {
  /// The next piece, of a mebibyte or less; nil at the end.
  func next() throws -> [UInt8]?
}

/// How many bytes are handled at a time.
let pieceSize = 1 << 20

/// Bytes as they are stored.
private final class PlainPieces: PieceSource {
  private let stored: StoredBytes
  private var position = 0

  init(_ stored: StoredBytes) { self.stored = stored }

  func next() throws -> [UInt8]? {
    let piece = try stored.bytes(at: position, count: pieceSize)
    position += piece.count
    return piece.isEmpty ? nil : piece
  }
}

/// Bytes that can be read at any place: those of a file, or some that are in memory.
struct StoredBytes {
  /// The file that they come from, as the user named it.
  let path: String
  private let handle: FileHandle?
  private let content: [UInt8]
  let count: Int

  static func memory(_ bytes: [UInt8], path: String) -> StoredBytes {
    StoredBytes(path: path, handle: nil, content: bytes, count: bytes.count)
  }

  /// - Throws: `InputError` (`missing`) if there is no such file, or it cannot be read.
  static func file(_ path: String, remedy: String?) throws -> StoredBytes {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError(.missing, file: path, problem: "no such file", remedy: remedy)
    }
    guard !isFolder.boolValue else {
      throw InputError(.missing, file: path, problem: "expected a file, found a folder", remedy: remedy)
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw InputError(
        .missing, file: path, problem: "the file cannot be read", remedy: "check who may read it (ls -l)")
    }
    guard let size = try? handle.seekToEnd(), size > 0 || isRegular(path) else {
      // What comes through a pipe has to be kept, since an archive's directory stands at its end.
      return memory(try whole(handle, path), path: path)
    }
    return StoredBytes(path: path, handle: handle, content: [], count: Int(size))
  }

  /// Up to `count` bytes, fewer where the end comes first.
  func bytes(at position: Int, count wanted: Int) throws -> [UInt8] {
    guard 0..<count ~= position, wanted > 0 else { return [] }
    let end = min(count, position.addingReportingOverflow(wanted).overflow ? count : position + wanted)
    guard let handle else { return Array(content[position..<end]) }
    do {
      try handle.seek(toOffset: UInt64(position))
      return Array(try handle.read(upToCount: end - position) ?? Data())
    } catch { throw Self.unreadable(path) }
  }

  private static func isRegular(_ path: String) -> Bool {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let type = try? FileManager.default.attributesOfItem(atPath: resolved)[.type] as? FileAttributeType
    return type == .typeRegular
  }

  private static func whole(_ handle: FileHandle, _ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while let piece = try handle.read(upToCount: pieceSize), !piece.isEmpty {
        bytes += piece
        guard bytes.count <= ContentReader.largestWhole else { break }
      }
    } catch { throw unreadable(path) }
    guard bytes.count <= ContentReader.largestWhole else {
      throw InputError(
        .badContent, file: path,
        problem: "more than \(ContentReader.largestWhole >> 30) GiB come through the pipe",
        remedy: "write them into a file first")
    }
    return bytes
  }

  private static func unreadable(_ path: String) -> InputError {
    InputError(
      .missing, file: path, problem: "the file cannot be read to its end", remedy: "check the disk")
  }
}
