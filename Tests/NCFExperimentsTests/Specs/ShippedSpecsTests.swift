import Foundation
import NCFExperiments
import NCFModels
import Testing

/// The files of the folder `experiments`.
@Suite struct ShippedSpecsTests {
  private static let folder = URL(filePath: #filePath).appending(path: "../../../../experiments").standardized

  /// The names of all files that are specs.
  static let specs: [String] = {
    let others = ["study", "published", "schema", "study.schema", "published.schema"]
    return paths().map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
      .filter { !others.contains($0) }.sorted()
  }()

  /// Studies are folders; what belongs to none lies beside them.
  private static func path(of name: String) throws -> String {
    let found = paths().filter { $0.hasSuffix("/\(name).json") }
    #expect(found.count == 1, "\(name)")
    return try #require(found.first)
  }

  private static func paths() -> [String] {
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(".json") }.map { folder.appending(path: $0).path }
  }

  /// Databases know experiments by name.
  @Test func noTwoHaveOneName() {
    #expect(Self.specs.count > 10 && Set(Self.specs).count == Self.specs.count)
  }

  @Test(arguments: specs)
  func isValidAndNamedLikeItsFile(name: String) throws {
    let spec = try ExperimentSpec.read(file: Self.path(of: name))
    #expect(spec.name == name && spec.title != nil && spec.description != nil)
    let runs = try spec.expand()
    #expect(!runs.isEmpty)
    let smoke = try spec.expand(SpecOverrides(scale: .smoke))
    #expect(!smoke.isEmpty && smoke.count <= runs.count)
  }

  @Test(arguments: [
    ("quickstart", 3), ("figure-6", 3), ("neg_ratio", 30), ("figure-4", 42), ("figure-5", 10),
    ("figure-7", 62), ("table-1", 2), ("quick", 1025), ("factorisation", 162), ("networks", 40),
    ("stated-protocol", 256),
    ("table-2", 16), ("table-3", 40), ("table-4", 40), ("why", 39), ("gaps", 62),
  ])
  func hasItsRuns(name: String, count: Int) throws {
    let spec = try ExperimentSpec.read(file: Self.path(of: name))
    #expect(try spec.expand().count == count)
  }

  @Test func theTablesOfDepthShareTheirRuns() throws {
    let runs = try ["table-3", "table-4"].map { name in
      try Set(ExperimentSpec.read(file: Self.path(of: name)).expand())
    }
    #expect(runs[0] == runs[1])
  }

  /// The references of `why` are, to the letter, runs of the paper's figures.
  @Test func theReferencesOfWhyAreThePapersRuns() throws {
    func runs(_ name: String) throws -> [RunConfiguration] {
      try ExperimentSpec.read(file: Self.path(of: name)).expand()
    }
    let references = Set(try runs("why").prefix(4))
    #expect(references.isSubset(of: Set(try runs("figure-4") + runs("figure-6") + runs("table-2"))))
    let changed = try runs("why").dropFirst(5)
    #expect(changed.count == 34 && references.isDisjoint(with: changed))
  }

  /// After a change to a hyperparameter or a method, the schema must be written anew.
  @Test func theSchemaIsThatOfTheMethods() throws {
    let file = Self.folder.appending(path: "schema.json")
    #expect(try String(contentsOf: file, encoding: .utf8) == SpecSchema.document())
  }
}
