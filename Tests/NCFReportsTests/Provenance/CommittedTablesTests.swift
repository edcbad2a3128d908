import Foundation
import Testing

/// The tables that the project ships, as text: each says from which runs it was made.
@Suite struct CommittedTablesTests {
  private static let folder = URL(filePath: #filePath)
    .appending(path: "../../../../results/ml-1m").standardized

  private static func files(_ suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(suffix) && $0 != "README.md"
    }.sorted()
  }

  private static func text(_ file: String) throws -> String {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  /// Short identities and digests are twelve hexadecimal digits.
  private static func identifiers(_ text: String) -> Set<String> {
    // Unicode's own boundaries see one word in "1,4370".
    Set(text.matches(of: /\b[0-9a-f]{12}\b/.wordBoundaryKind(.simple)).map { String($0.output) })
  }

  private static func shippedRuns() throws -> (identities: Set<String>, digests: Set<String>) {
    let texts = try files(".jsonl").map(text)
    // Tens of megabytes: too long for patterns.
    func values(_ key: String) -> Set<String> {
      Set(
        texts.flatMap { text in
          text.components(separatedBy: "\"\(key)\":\"").dropFirst().map { String($0.prefix(12)) }
        })
    }
    return (values("identity"), values("dataset_digest"))
  }

  /// Planned runs that the Markdown file of the same report lists as planned: seeds that are still missing.
  private static func planned(beside file: String) throws -> Set<String> {
    let name = file.prefix { $0 != "." }
    let lines = try text("\(name).md").split(separator: "\n").filter { $0.contains(" planned ") }
    return lines.reduce(into: []) { $0.formUnion(identifiers(String($1))) }
  }

  @Test func everyTableNamesItsRunsAndTheirData() throws {
    let runs = try Self.shippedRuns()
    #expect(!runs.identities.isEmpty && runs.digests.count == 1)
    let files = try Self.files(".csv") + Self.files(".md") + Self.files(".tex")
    #expect(files.count >= 27)
    for file in files {
      let found = Self.identifiers(try Self.text(file))
      #expect(!found.isDisjoint(with: runs.digests), "\(file) does not name its data")
      let unknown = found.subtracting(runs.digests).subtracting(runs.identities)
      #expect(try unknown.isSubset(of: Self.planned(beside: file)), "\(file) names runs that are not shipped")
      // Table 1 describes data; nothing is trained for it.
      #expect(file.hasPrefix("table-1.") || !found.subtracting(runs.digests).isEmpty, "\(file) names no run")
    }
  }

  @Test func everyTableNamesSeedsEngineAndProtocol() throws {
    for file in try Self.files(".csv") where file != "table-1.csv" {
      let head = try Self.text(file).prefix { !$0.isNewline }.split(separator: ",").map(String.init)
      let columns: Set = [
        "runs", "seeds", "finished", "planned", "engine", "numerics", "data_digest", "selection", "scale",
      ]
      #expect(columns.isSubset(of: head), "\(file)")
    }
    for file in try Self.files(".md") + Self.files(".tex") where !file.hasPrefix("table-1.") {
      let text = try Self.text(file)
      for word in ["Protocol", "numerics 1", "seed"] {
        #expect(text.contains(word), "\(file): \(word)")
      }
    }
  }

  /// LaTeX stops at a letter that its fonts do not have; Latin-1 is what every installation takes.
  @Test func laTeXKnowsEveryLetter() throws {
    for file in try Self.files(".tex") {
      let lines = try Self.text(file).split(separator: "\n").filter { !$0.hasPrefix("%") }
      let strange = lines.joined().unicodeScalars.filter { $0.value > 0xFF }
      #expect(strange.isEmpty, "\(file): \(String(String.UnicodeScalarView(strange)))")
    }
  }
}
