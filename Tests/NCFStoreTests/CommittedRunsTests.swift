import Foundation
import NCFStore
import Testing

/// The runs that the project ships, from which anybody is to go on.
@Suite struct CommittedRunsTests {
  private static let file = URL(filePath: #filePath)
    .appending(path: "../../../results/ml-1m/runs.jsonl").standardized.path

  /// Import recomputes every run's identity, so this fails if a line was written by anything but the canonical form.
  @Test func areImportedWhole() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "runs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = try String(contentsOfFile: Self.file, encoding: .utf8).split(separator: "\n").count
    let store = try ResultStore(path: folder.appending(path: "ncf.sqlite").path, mode: .readWrite)
    #expect(lines > 0)
    #expect(try store.importRuns(from: Self.file) == ImportSummary(added: lines, known: 0))
    #expect(try store.importRuns(from: Self.file) == ImportSummary(added: 0, known: lines))
  }
}
