import Foundation
import NCFDiagnostics

/// Reads a text file line by line, with only a piece of it in memory.
final class LineReader {
  /// No line of interactions is longer; what is, is no text.
  static let longestLine = 1 << 20

  let path: String
  /// Lines read so far.
  private(set) var line = 0
  private let handle: FileHandle
  private var buffer: [UInt8] = []
  private var position = 0

  /// - Throws: `InputError` if there is no such file, or it is not text.
  init(path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
      throw InputError(
        .missing, file: path,
        problem: isFolder.boolValue ? "expected a file, found a folder" : "no such file",
        remedy: "name a file of interactions")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw InputError(
        .missing, file: path, problem: "the file cannot be read", remedy: "check who may read it (ls -l)")
    }
    self.path = path
    self.handle = handle
    _ = try fill()
    if let kind = Self.signatures.first(where: { buffer.starts(with: $0.bytes) }) {
      throw InputError(
        .badContent, file: path, problem: "expected text in UTF-8, found \(kind.name)", remedy: kind.remedy)
    }
    if buffer.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// Appends the next line to `bytes`, without its line feed.
  /// - Returns: false at the end of the file.
  func appendLine(to bytes: inout [UInt8]) throws -> Bool {
    let start = bytes.count
    while true {
      let end = buffer.withUnsafeBytes { raw -> Int? in
        guard position < raw.count, let base = raw.baseAddress,
          let found = memchr(base + position, 0x0a, raw.count - position)
        else { return nil }
        return UnsafeRawPointer(found) - base
      }
      bytes += buffer[position..<(end ?? buffer.count)]
      guard bytes.count - start <= Self.longestLine else { throw tooLong(line + 1) }
      if let end {
        position = end + 1
        line += 1
        return true
      }
      guard try fill() else {
        guard bytes.count > start else { return false }
        line += 1
        return true
      }
    }
  }

  func tooLong(_ line: Int) -> InputError {
    InputError(
      .badContent, file: path, place: "\(line)",
      problem: "expected one interaction, found more than \(Self.longestLine) bytes",
      remedy: "check that the file is text, and that every quotation mark is closed")
  }

  /// Replaces the buffer, which is used up.
  private func fill() throws -> Bool {
    do {
      buffer = Array(try handle.read(upToCount: 1 << 20) ?? Data())
    } catch {
      throw InputError(
        .missing, file: path, problem: "the file cannot be read to its end", remedy: "check the disk")
    }
    position = 0
    return !buffer.isEmpty
  }

  private static let signatures: [(bytes: [UInt8], name: String, remedy: String)] = [
    ([0x1f, 0x8b], "a gzip file", "unpack it with gunzip first"),
    ([0x50, 0x4b, 0x03, 0x04], "a zip file", "unpack it with unzip first"),
    ([0xff, 0xfe], "UTF-16", "convert it with iconv -f UTF-16 -t UTF-8"),
    ([0xfe, 0xff], "UTF-16", "convert it with iconv -f UTF-16 -t UTF-8"),
  ]
}
