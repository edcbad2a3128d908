import Foundation
import NCFData
import NCFDiagnostics
import NCFTestSupport
import Testing

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
