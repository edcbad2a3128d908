import Foundation
import NCFCluster
import NCFDiagnostics
import Testing

@Suite final class SweepFoldersTests {
  private let root = FileManager.default.temporaryDirectory.appending(path: "ncf-\(UUID().uuidString)")

  init() throws {
    for folder in ["sweeps/b/1", "sweeps/a/1"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: folder), withIntermediateDirectories: true)
    }
    for file in ["sweeps/b/sweep.json", "sweeps/a/sweep.json", "sweeps/notes.txt"] {
      try Data("{}".utf8).write(to: root.appending(path: file))
    }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  private func folders(_ name: String?) throws -> [String] {
    try SweepFolders(named: name, besideDatabase: root.appending(path: "ncf.sqlite").path).all.map(\.path)
  }

  @Test func aSweepIsOneAndAFolderOfSweepsHoldsSeveral() throws {
    let sweeps = root.appending(path: "sweeps").path
    #expect(try folders("\(sweeps)/a") == ["\(sweeps)/a"])
    #expect(try folders(sweeps) == ["\(sweeps)/a", "\(sweeps)/b"])
  }

  @Test(arguments: ["nowhere", "sweeps/notes.txt"]) func whatIsNoFolderIsRefusedByName(name: String) throws {
    let path = root.appending(path: name).path
    let error = try #require(throws: InputError.self) { try folders(path) }
    #expect("\(error)".contains(path) && "\(error)".contains("no such folder of shards"))
  }

  @Test func withoutANameThereNeedBeNone() throws {
    #expect(try folders(nil).isEmpty)
  }
}
