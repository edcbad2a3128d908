import Foundation
import NCFExperiments
import NCFModels
import NCFStore
import NCFTestSupport
import Testing

/// What comes from outside reaches the database as bound arguments, never as part of a statement.
@Suite struct StatementTests {
  private static let hostile = "x'); DROP TABLE runs; --\"%_"

  @Test func hostileTextsAreStoredAsTheyAre() throws {
    let folder = try TemporaryFolder()
    let store = try folder.store()
    let (run, other) = (Sample.run(1, method: Self.hostile, dataset: Self.hostile), Sample.run(2))
    let environment = RunEnvironment(
      engineVersion: Self.hostile, numericsVersion: EngineVersion.numerics, gitCommit: Self.hostile,
      host: Self.hostile, processor: Self.hostile, toolchain: Self.hostile)
    try store.register(experiment: Self.hostile, specification: Self.hostile, runs: [run, other])
    _ = try store.begin(run, environment: environment)
    try store.fail(run.identity, reason: Self.hostile)

    let found = try store.runs(
      matching: RunFilter(experiment: Self.hostile, dataset: Self.hostile, method: Self.hostile))
    #expect(found.map(\.identity) == [run.identity])
    #expect(found.first?.environment == environment)
    #expect(found.first?.failure == Self.hostile)
    #expect(try store.experiments().map(\.name) == [Self.hostile])
    #expect(try store.runs().count == 2)
  }

  /// Statements are put together from names that stand in the sources.
  @Test func nothingElseIsWrittenIntoStatements() throws {
    let constants: Set = [
      "table", "columns", "columns.joined(separator: \", \")", "places", "query", "clauses", "Lease.columns",
      "EpochRecord.columns", "EpochRecord.join", "names", "conditions.joined(separator: \" AND \")",
      "filter.experiment == nil ? \"runs.id\" : \"experiment_runs.position\"", "applicationIdentifier",
    ]
    let sources = URL(filePath: #filePath).appending(path: "../../../Sources/NCFStore").standardized
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var statements = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let isStatement = line.contains(
          /\b(SELECT|INSERT|UPDATE|DELETE|PRAGMA|WHERE|ORDER BY|FROM|VALUES|CREATE|DROP)\b|\bsql:/)
        guard isStatement else { continue }
        statements += 1
        for part in line.split(separator: "\\(").dropFirst() {
          #expect(constants.contains(Self.expression(part)), "\(file.lastPathComponent): \(line)")
        }
      }
    }
    #expect(statements > 30)
  }

  /// Up to the parenthesis that ends an interpolation.
  private static func expression(_ rest: Substring) -> String {
    var depth = 1
    let end = rest.firstIndex { character in
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      return depth == 0
    }
    return String(rest[..<(end ?? rest.endIndex)])
  }
}
