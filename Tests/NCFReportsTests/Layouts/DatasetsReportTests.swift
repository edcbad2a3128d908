import NCFReports
import NCFStudies
import Testing

@Suite struct DatasetsReportTests {
  @Test func countsAndCompares() throws {
    let input = ReportInput(
      runs: [], records: [:], published: try Shipped.paper.published,
      titles: try Shipped.paper.study.datasets,
      datasets: [
        DatasetSummary(name: "ml-1m", interactions: 1_000_208, items: 3706, users: 6040, digest: "abc")
      ],
      absent: [AbsentDataset(name: "pinterest-20", remedy: "run `get it`")])
    let document = try Shipped.report("table-1").document(from: input)
    let rows = csvRows(document.data.csv)
    #expect(rows[0]["interactions"] == "1000208" && rows[0]["published_interactions"] == "1000209")
    #expect(rows[0]["sparsity"] == "95.5316")
    #expect(rows[1]["dataset"] == "pinterest-20" && rows[1]["users"] == "")
    #expect(document.markdown.contains("−1 "))
    #expect(document.markdown.contains("The data set pinterest-20 is absent: run `get it`."))
    #expect(!document.markdown.contains("repeat a pair"))
  }

  /// A part of a data set has rows of its own, beside the whole's published numbers, and never its name.
  @Test func aPartStandsBesideThePublishedWholeAndIsMarked() throws {
    let input = ReportInput(
      runs: [], records: [:], published: try Shipped.paper.published,
      titles: try Shipped.paper.study.datasets,
      datasets: [
        DatasetSummary(
          name: "pinterest-37501", interactions: 1_025_709, pairs: 1_000_154, items: 9_836, users: 37_501,
          digest: "abc")
      ])
    let document = try Shipped.report("table-1").document(from: input)
    let row = try #require(csvRows(document.data.csv).first)
    #expect(row["dataset"] == "pinterest-37501" && row["published_interactions"] == "1500809")
    #expect(row["sparsity"] == "99.7289")
    #expect(
      document.markdown.contains("| Pinterest (first 37,501 of 55,187 users) | published  |      1500809 |"))
    #expect(
      document.notes.contains { $0.hasPrefix("pinterest-37501: interactions are rows; 25555 of them repeat") }
    )
  }
}
