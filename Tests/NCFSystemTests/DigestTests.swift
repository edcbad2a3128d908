import Foundation
import NCFDiagnostics
import NCFSystem
import NCFTestSupport
import Testing

/// Expected digests: the examples published with FIPS 180-4.
@Suite struct SHA256DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func digestsPublishedExamples(text: String, expected: String) {
    #expect(SHA256Digest.hex(of: text.utf8) == expected)
  }

  @Test func partsGiveTheDigestOfTheWhole() {
    var digest = SHA256Digest()
    for part in ["", "a", "b", "c", ""] { digest.update(Array(part.utf8)) }
    #expect(digest.hex() == SHA256Digest.hex(of: "abc".utf8))
  }
}

@Suite struct GitBlobIDTests {
  @Test(arguments: [
    ("", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"), ("hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"),
  ])
  func idsAreGits(content: String, id: String) throws {
    #expect(GitBlobID.hex(of: content.utf8) == id)
    let folder = try TemporaryFolder()
    try folder.write(content.utf8, to: "file")
    #expect(try GitBlobID.hex(ofFile: "\(folder.path)/file") == id)
  }

  @Test func filesOfManyPiecesAreReadWhole() throws {
    let content = [UInt8](repeating: 7, count: 3_000_001)
    let folder = try TemporaryFolder()
    try folder.write(content, to: "file")
    #expect(try GitBlobID.hex(ofFile: "\(folder.path)/file") == GitBlobID.hex(of: content))
  }

  @Test func aMissingFileIsNamed() {
    let error = #expect(throws: InputError.self) { try GitBlobID.hex(ofFile: "/no/such/file") }
    #expect(error?.kind == .missing)
    #expect(error?.file == "/no/such/file")
  }
}
