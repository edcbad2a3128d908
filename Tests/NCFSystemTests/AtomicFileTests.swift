import Dispatch
import Foundation
import NCFConcurrency
import NCFDiagnostics
import NCFSystem
import NCFTestSupport
import Testing

@Suite struct AtomicFileTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("file")
  }

  @Test func replacesTheContentAndLeavesNothingElse() throws {
    try AtomicFile.write(Data("first".utf8), to: path)
    try AtomicFile.write([Array("sec".utf8), Data("ond".utf8)], to: path)
    #expect(FileManager.default.contents(atPath: path) == Data("second".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["file"])
  }

  /// What a process leaves that was killed while it wrote.
  @Test func overwritesAPartThatWasLeftBehind() throws {
    try Data(repeating: 1, count: 10_000).write(to: URL(fileURLWithPath: AtomicFile.partialPath(of: path)))
    try AtomicFile.write(Data("short".utf8), to: path)
    #expect(FileManager.default.contents(atPath: path) == Data("short".utf8))
    #expect(!FileManager.default.fileExists(atPath: AtomicFile.partialPath(of: path)))
  }

  @Test func readersSeeWholeFilesWhileSeveralWrite() throws {
    try AtomicFile.write(Data(repeating: 0, count: 1), to: path)
    let problems = Locked<[String]>([])
    let path = path
    DispatchQueue.concurrentPerform(iterations: 6) { worker in
      for round in 1...40 {
        do {
          if worker < 3 {
            try AtomicFile.write(Data(repeating: UInt8(worker), count: 1000 * round), to: path)
          } else {
            guard let content = FileManager.default.contents(atPath: path), Set(content).count == 1 else {
              problems.withLock { $0.append("a part of a file, or several") }
              return
            }
          }
        } catch {
          problems.withLock { $0.append("\(error)") }
        }
      }
    }
    #expect(problems.withLock { $0 }.isEmpty, "\(problems.withLock { $0 })")
  }

  @Test func saysWhyAFileCannotBeWritten() throws {
    for (path, problem) in [
      (folder.path("missing/file"), "No such file or directory"), ("/proc/file", "cannot be written"),
    ] {
      let error = #expect(throws: InputError.self) { try AtomicFile.write(Data(), to: path) }
      #expect(error?.kind == .cannotWrite && error?.file == path)
      #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "no error")")
    }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    #expect(throws: InputError.self) { try AtomicFile.write(Data(), to: path) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("")) == ["file"])
  }
}
