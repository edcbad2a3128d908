import Foundation
import NCFDiagnostics
import NCFReports
import Testing

@Suite struct PublishedFiguresTests {
  private static let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../experiments/published.json").standardizedFileURL

  private func decode(_ text: String) throws -> PublishedFigures {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try PublishedFigures(contentsOf: file)
  }

  @Test func shippedFileHoldsTheTables() throws {
    let figures = try PublishedFigures(contentsOf: Self.shipped)
    #expect(figures.pretraining["ml-1m"]?[64]?.with.hitRatio == 0.730)
    #expect(figures.pretraining["pinterest-20"]?[8]?.without.ndcg == 0.546)
    #expect(figures.depthHitRatio["ml-1m"]?[8] == [0.452, 0.628, 0.655, 0.671, 0.678])
    #expect(figures.depthNDCG["pinterest-20"]?[64] == [0.141, 0.538, 0.542, 0.545, 0.550])
    #expect(figures.datasetSizes["ml-1m"]?.interactions == 1_000_209)
    for table in [figures.depthHitRatio, figures.depthNDCG] {
      #expect(table.values.allSatisfy { $0.keys.sorted() == [8, 16, 32, 64] })
      #expect(table.values.allSatisfy { $0.values.allSatisfy { $0.count == 5 } })
    }
  }

  @Test func dataSetsHaveTitlesAndMayBorrowNumbers() throws {
    let figures = try PublishedFigures(contentsOf: Self.shipped)
    #expect(figures.titles.title(of: "ml-1m") == "MovieLens")
    #expect(figures.titles.title(of: "pinterest-37501") == "Pinterest (first 37,501 of 55,187 users)")
    #expect(figures.titles.title(of: "mine") == "mine")
    #expect(figures.pretraining["pinterest-37501"] == figures.pretraining["pinterest-20"])
    #expect(figures.depthHitRatio["pinterest-37501"] == figures.depthHitRatio["pinterest-20"])
    #expect(figures.pretraining["mine"] == nil)
  }

  @Test func borrowedNumbersNeedAMark() {
    let error = #expect(throws: InputError.self) {
      try decode(
        #"{"source": "", "datasets": [{"name": "a", "title": "A", "published": "b"}], "table-1": {}, "table-2": {}, "#
          + #""table-3": {}, "table-4": {}}"#)
    }
    #expect(error?.place == "datasets[0].mark")
  }

  /// The paper's averages (2.2% and 1.1%) follow from its Table 2, so a slip of the pen would show.
  @Test(arguments: [("ml-1m", 2.2), ("pinterest-20", 1.1)])
  func tableTwoGivesThePapersAverages(dataset: String, expected: Double) throws {
    let rows = try #require(try PublishedFigures(contentsOf: Self.shipped).pretraining[dataset])
    let improvements = rows.values.flatMap { row in
      [row.with.hitRatio / row.without.hitRatio - 1, row.with.ndcg / row.without.ndcg - 1]
    }
    let mean = 100 * improvements.reduce(0, +) / Double(improvements.count)
    #expect((mean * 10).rounded() / 10 == expected)
  }

  @Test func unknownKeyNamesTheNearest() throws {
    let error = try #require(throws: InputError.self) {
      try decode(
        #"{"source": "", "table-1": {}, "table-2": {}, "table-3": {}, "table-4": {}, "tabel-2": {}}"#)
    }
    #expect(error.place == "tabel-2")
    #expect(error.problem.contains("did you mean \"table-2\"?"))
  }

  @Test func numberOutOfRangeNamesItsPlace() throws {
    let error = try #require(throws: InputError.self) {
      try decode(
        #"{"source": "", "table-1": {}, "table-2": {}, "table-3": {"ml-1m": {"8": [0.5, 45.2]}}, "table-4": {}}"#
      )
    }
    #expect(error.place == "table-3.ml-1m.8[1]")
    #expect(error.problem == "expected a number from 0 to 1, found 45.2")
  }

  @Test func missingKeyIsNamed() throws {
    let error = try #require(throws: InputError.self) { try decode(#"{"source": ""}"#) }
    #expect(error.place == "table-1")
  }

  @Test(arguments: ["", "{", "[1]", "null"])
  func otherContentIsOneLine(_ text: String) throws {
    let error = try #require(throws: InputError.self) { try decode(text) }
    #expect(error.kind == .badContent && !error.description.contains("\n"))
  }

  @Test func missingFileIsMissing() throws {
    let error = try #require(throws: InputError.self) {
      try PublishedFigures(contentsOf: URL(fileURLWithPath: "/nowhere/published.json"))
    }
    #expect(error.kind == .missing)
  }
}
