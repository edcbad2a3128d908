import Foundation
import NCFArchives
import NCFDiagnostics
import NCFTestSupport
import Testing

/// Files that Python packed: see Fixtures/make_archives.py.
enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }
}

@Suite struct ContentReaderTests {
  @Test(arguments: [
    ("lines.csv", ContentReader.Packing.none), ("one-member.gz", .gzip), ("three-members.gz", .gzip),
    ("stored.zip", .zip(entry: "lines.csv")), ("deflated.zip", .zip(entry: "data/lines.csv")),
    ("descriptors.zip", .zip(entry: "lines.csv")),
  ])
  func everyPackingIsUndone(name: String, packing: ContentReader.Packing) throws {
    let lines = try Fixtures.bytes("lines.csv")
    let file = try ContentReader(path: "\(Fixtures.folder)/\(name)")
    #expect(file.packing == packing)
    #expect(file.head.starts(with: Array("0,0\n1,1\n2,4\n".utf8)))
    #expect(try file.rest() == lines)
    #expect(try ContentReader(Fixtures.bytes(name), path: name).rest() == lines)
  }

  @Test func contentsOfManyPiecesComeWhole() throws {
    let zeros = try Fixtures.bytes("zeros.gz")
    let lines = try Fixtures.bytes("lines.csv")
    let content = try ContentReader(zeros + zeros + zeros + Fixtures.bytes("one-member.gz"), path: "x")
    let bytes = try content.rest()
    #expect(bytes == [UInt8](repeating: 0, count: 3 << 20) + lines)
    let plain = try ContentReader(bytes, path: "x")
    #expect(plain.packing == .none)
    #expect(try plain.rest() == bytes)
  }

  @Test func anEmptyFileHasNoPieces() throws {
    let content = try ContentReader([], path: "x")
    #expect(content.head.isEmpty)
    #expect(try content.next() == nil)
  }

  @Test func zerosBehindAGzipStreamAreFilling() throws {
    let packed = try Fixtures.bytes("one-member.gz")
    let padded = packed + [UInt8](repeating: 0, count: 700)
    #expect(try ContentReader(padded, path: "x").rest() == Fixtures.bytes("lines.csv"))
    #expect(try failure(padded + [1]).problem.contains("other bytes behind its end"))
  }

  @Test func whatIsCutOffIsRefused() throws {
    for name in ["one-member.gz", "descriptors.zip", "stored.zip"] {
      let packed = try Fixtures.bytes(name)
      for count in stride(from: 4, to: packed.count, by: 37) {
        #expect(try failure(Array(packed[..<count])).file == "x", "\(name), \(count) bytes")
      }
    }
    #expect(try failure([0x1f, 0x8b]).problem == "the gzip stream ends in the middle")
  }

  /// A changed byte is refused or changes nothing that is read, such as a date.
  @Test func everyChangedByteIsRefusedOrHarmless() throws {
    let lines = try Fixtures.bytes("lines.csv")
    for name in ["one-member.gz", "descriptors.zip"] {
      let packed = try Fixtures.bytes(name)
      var refused = 0
      for index in packed.indices.dropFirst(4) {
        var changed = packed
        changed[index] ^= 0x41
        do {
          #expect(try ContentReader(changed, path: "x").rest() == lines, "\(name), byte \(index)")
        } catch is InputError { refused += 1 }
      }
      #expect(refused > packed.count * 9 / 10)
    }
  }

  @Test func bombsAreRefused() throws {
    let zeros = try Fixtures.bytes("zeros.gz")
    // Less than what any file may unpack to.
    #expect(
      try ContentReader(Array(repeatElement(zeros, count: 15).joined()), path: "x").rest().count == 15 << 20)
    let gzip = try failure(Array(repeatElement(zeros, count: 30).joined()))
    #expect(gzip.problem.contains("more than 250 times"))
    #expect(try failure(Fixtures.bytes("zeros.zip")).problem.contains("more than 250 times"))
  }

  @Test(arguments: [
    ("bzip2.zip", "packed by bzip2"), ("zip64.zip", "zip64"), ("several.zip", "has 3 files: ml/movies.dat"),
    ("twice.zip", "packed twice"),
  ])
  func archivesThatAreNotReadAreNamed(name: String, expected: String) throws {
    let error = try failure(Fixtures.bytes(name))
    #expect(error.problem.contains(expected), "\(error)")
    #expect(error.remedy != nil)
  }

  @Test func encryptedEntriesAreRefused() throws {
    var bytes = try Fixtures.bytes("stored.zip")
    let directory = try #require(Data(bytes).range(of: Data("PK\u{1}\u{2}".utf8)))
    bytes[directory.lowerBound + 8] |= 1
    #expect(try failure(bytes).problem == "the archive is encrypted")
  }

  @Test func entriesOfTheSameBytesAreRefused() throws {
    var bytes = try Fixtures.bytes("several.zip")
    let marks = bytes.indices.filter { bytes[$0...].starts(with: Array("PK\u{1}\u{2}".utf8)) }
    // The second entry's content is the first one's.
    for index in 20..<28 { bytes[marks[1] + index] = bytes[marks[0] + index] }
    for index in 42..<46 { bytes[marks[1] + index] = bytes[marks[0] + index] }
    #expect(try failure(bytes).problem.contains("overlap"))
  }

  @Test func oneOfSeveralFilesIsChosen() throws {
    let path = "\(Fixtures.folder)/several.zip"
    let named = try ContentReader(path: "\(path)/ml/users.dat")
    #expect(try named.rest() == Array("u".utf8))
    let favoured = try ContentReader(path: path, favourites: ["ratings.dat", "ratings.csv"])
    #expect(favoured.packing == .zip(entry: "ml/ratings.dat"))
    let misspelt = #expect(throws: InputError.self) { try ContentReader(path: "\(path)/ml/user.dat") }
    #expect(misspelt?.remedy == "did you mean \"ml/users.dat\"?")
    let plain = #expect(throws: InputError.self) {
      try ContentReader(path: "\(Fixtures.folder)/lines.csv/x")
    }
    #expect(plain?.problem.contains("expected a zip archive with x") == true)
    #expect(plain?.file == "\(Fixtures.folder)/lines.csv")
  }

  @Test func filesThatAreNotThereAreNamed() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: InputError.self) {
      try ContentReader(path: "\(folder.path)/none", remedy: "look")
    }
    #expect(missing?.kind == .missing && missing?.remedy == "look")
    let isFolder = #expect(throws: InputError.self) { try ContentReader(path: folder.path) }
    #expect(isFolder?.problem.contains("folder") == true)
  }

  /// The error of bytes that cannot be read to their end.
  private func failure(_ bytes: [UInt8]) throws -> InputError {
    try #require(throws: InputError.self) { _ = try ContentReader(bytes, path: "x").rest() }
  }
}
