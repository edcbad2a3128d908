import Foundation
import NCFCluster
import NCFDiagnostics
import NCFTestSupport
import Testing

@Suite struct SweepFoldersTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for sweep in ["b", "a"] {
      try folder.write("{}".utf8, to: "sweeps/\(sweep)/sweep.json")
      try folder.write("{}".utf8, to: "sweeps/\(sweep)/1/state.json")
    }
    try folder.write([], to: "sweeps/notes.txt")
  }

  private func folders(_ name: String?) throws -> [String] {
    try SweepFolders(named: name, besideDatabase: folder.path("ncf.sqlite")).all.map(\.path)
  }

  @Test func aSweepIsOneAndAFolderOfSweepsHoldsSeveral() throws {
    let sweeps = folder.path("sweeps")
    #expect(try folders("\(sweeps)/a") == ["\(sweeps)/a"])
    #expect(try folders(sweeps) == ["\(sweeps)/a", "\(sweeps)/b"])
  }

  @Test(arguments: ["nowhere", "sweeps/notes.txt"]) func whatIsNoFolderIsRefusedByName(name: String) throws {
    let path = folder.path(name)
    let error = try #require(throws: InputError.self) { try folders(path) }
    #expect("\(error)".contains(path) && "\(error)".contains("no such folder of shards"))
  }

  @Test func withoutANameThereNeedBeNone() throws {
    #expect(try folders(nil).isEmpty)
  }
}
