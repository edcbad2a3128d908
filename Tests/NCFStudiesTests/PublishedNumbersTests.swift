import Foundation
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStudies
import Testing

@Suite struct PublishedNumbersTests {
  private func numbers(_ text: String) throws -> PublishedNumbers {
    try PublishedNumbers(text: text, file: "published.json")
  }

  private func source(_ name: String, date: String, columns: String, rows: String) -> String {
    """
    { "name": "\(name)", "work": "W", "date": "\(date)",
      "tables": [{ "name": "Table 1", "columns": \(columns), "rows": \(rows) }] }
    """
  }

  private func value(
    _ numbers: PublishedNumbers, _ settings: [String: ParameterValue]
  ) -> [PublishedNumbers.Number] {
    numbers.numbers(on: "ml-1m", .hitRatio(at: 10)) { settings[$0] }
  }

  @Test func theLatestVersionComesFirst() throws {
    let columns = #"["dataset", "method", "hr@10"]"#
    let text =
      "{ \"sources\": [\(source("new", date: "2021-01", columns: columns, rows: #"[["ml-1m", "neumf", 0.7093]]"#)), "
      + "\(source("old", date: "2019-04", columns: columns, rows: #"[["ml-1m", "neumf", 0.6725]]"#))] }"
    let found = value(try numbers(text), ["method": .text("neumf"), "factors": .integer(64)])
    #expect(found.map(\.source) == ["new", "old"] && found.map(\.value) == [0.7093, 0.6725])
    #expect(value(try numbers(text), ["method": .text("gmf")]).isEmpty)
  }

  /// A table that says more about a run goes before one that says less.
  @Test func theMostSpecificRowCounts() throws {
    let text =
      "{ \"sources\": ["
      + source(
        "a", date: "2020", columns: #"["dataset", "method", "hr@10"]"#, rows: #"[["ml-1m", "mlp", 0.5]]"#)
      + ", "
      + source(
        "b", date: "2017", columns: #"["dataset", "method", "factors", "depth", "hr@10"]"#,
        rows: #"[["ml-1m", "mlp", 8, 3, 0.6], ["ml-1m", "mlp", 16, 3, 0.7]]"#) + "] }"
    let settings: [String: ParameterValue] = [
      "method": .text("mlp"), "factors": .integer(16), "depth": .integer(3),
    ]
    #expect(value(try numbers(text), settings).map(\.value) == [0.7])
    #expect(value(try numbers(text), ["method": .text("mlp"), "depth": .integer(2)]).map(\.value) == [0.5])
    #expect(
      try numbers(text).values(of: "factors", on: "ml-1m", methods: ["mlp"]) == [.integer(8), .integer(16)])
  }

  @Test func sizesOfDataSetsAreReadWhole() throws {
    let columns = #"["dataset", "interactions", "items", "users", "sparsity"]"#
    let text =
      "{ \"sources\": [\(source("a", date: "2017", columns: columns, rows: #"[["ml-1m", 1000209, 3706, 6040, 95.53]]"#))] }"
    #expect(try numbers(text).size(of: "ml-1m")?.users == 6040)
    #expect(try numbers(text).size(of: "none") == nil)
  }

  @Test(arguments: [
    (#"[["ml-1m", "neumf", 1.2]]"#, "rows[0]", "expected a number from 0 to 1"),
    (#"[["ml-1m", "neumv", 0.2]]"#, "rows[0]", "did you mean \"neumf\"?"),
    (#"[["ml-1m", "neumf"]]"#, "rows[0]", "expected 3 values"),
  ])
  func wrongRowsAreNamed(_ rows: String, _ place: String, _ problem: String) throws {
    let text =
      "{ \"sources\": [\(source("a", date: "2017", columns: #"["dataset", "method", "hr@10"]"#, rows: rows))] }"
    do {
      _ = try numbers(text)
      Issue.record("read")
    } catch let error as InputError {
      #expect(error.place == "sources[0].tables[0].\(place)", "\(error)")
      #expect(error.problem.contains(problem), "\(error)")
    }
  }

  @Test func unknownColumnsAndDatesAreRefused() {
    let columns = #"["dataset", "methode", "hr@10"]"#
    #expect(throws: InputError.self) {
      try numbers("{ \"sources\": [\(source("a", date: "2017", columns: columns, rows: "[]"))] }")
    }
    #expect(throws: InputError.self) {
      try numbers(
        "{ \"sources\": [\(source("a", date: "spring", columns: #"["dataset", "hr@10"]"#, rows: "[]"))] }")
    }
  }

  // MARK: What ships

  private static let paper = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../experiments/he-2017").standardizedFileURL.path

  @Test(arguments: [
    ("neumf", 64, "pretraining", ParameterValue.flag(true), "ml-1m", 0.730, 0.447),
    ("neumf", 8, "pretraining", .flag(false), "pinterest-20", 0.869, 0.546),
    ("mlp", 8, "depth", .integer(3), "ml-1m", 0.671, 0.399),
    ("mlp", 64, "depth", .integer(0), "pinterest-20", 0.274, 0.141),
  ])
  func thePapersTablesAreThere(
    _ method: String, _ factors: Int, _ key: String, _ value: ParameterValue, _ dataset: String,
    _ hitRatio: Double,
    _ ndcg: Double
  ) throws {
    let numbers = try StudyFolder(path: Self.paper).published
    let settings: [String: ParameterValue] = [
      "method": .text(method), "factors": .integer(factors), key: value,
    ]
    #expect(numbers.numbers(on: dataset, .hitRatio(at: 10)) { settings[$0] }.map(\.value) == [hitRatio])
    #expect(numbers.numbers(on: dataset, .ndcg(at: 10)) { settings[$0] }.map(\.value) == [ndcg])
  }

  /// The paper's averages (2.2% and 1.1%) follow from its Table 2, so a slip of the pen would show.
  @Test(arguments: [("ml-1m", 2.2), ("pinterest-20", 1.1)])
  func tableTwoGivesThePapersAverages(dataset: String, expected: Double) throws {
    let numbers = try StudyFolder(path: Self.paper).published
    var improvements: [Double] = []
    for factors in [8, 16, 32, 64] {
      for metric in RankingMetric.paper {
        func value(_ pretrained: Bool) throws -> Double {
          let settings: [String: ParameterValue] = [
            "method": .text("neumf"), "factors": .integer(factors), "pretraining": .flag(pretrained),
          ]
          return try #require(numbers.numbers(on: dataset, metric) { settings[$0] }.first?.value)
        }
        improvements.append(try value(true) / value(false) - 1)
      }
    }
    let mean = 100 * improvements.reduce(0, +) / Double(improvements.count)
    #expect((mean * 10).rounded() / 10 == expected)
  }

  @Test func dataSetsHaveTitlesAndMayBorrowNumbers() throws {
    let titles = try StudyFolder(path: Self.paper).study.datasets
    #expect(titles.title(of: "ml-1m") == "MovieLens")
    #expect(titles.title(of: "pinterest-37501") == "Pinterest (first 37,501 of 55,187 users)")
    #expect(titles.title(of: "mine") == "mine")
    #expect(
      titles.published(for: "pinterest-37501") == "pinterest-20" && titles.published(for: "mine") == "mine")
  }

  @Test(arguments: ["", "{", "[1]", "null"])
  func otherContentIsOneLine(_ text: String) throws {
    let error = try #require(throws: InputError.self) { try numbers(text) }
    #expect(error.kind == .badContent && !error.description.contains("\n"))
  }
}
