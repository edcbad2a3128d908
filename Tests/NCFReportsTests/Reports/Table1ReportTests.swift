import NCFReports
import Testing

@Suite struct Table1ReportTests {
  @Test func countsAndCompares() throws {
    let input = ReportInput(
      runs: [], records: [:], published: try SampleRuns.published,
      datasets: [
        DatasetSummary(name: "ml-1m", interactions: 1_000_208, items: 3706, users: 6040, digest: "abc")
      ],
      absent: [AbsentDataset(name: "pinterest-20", remedy: "run `get it`")])
    let document = Table1Report().document(from: input)
    let rows = csvRows(document.data.csv)
    #expect(rows[0]["interactions"] == "1000208" && rows[0]["published_interactions"] == "1000209")
    #expect(rows[0]["sparsity"] == "95.5316")
    #expect(rows[1]["dataset"] == "pinterest-20" && rows[1]["users"] == "")
    #expect(document.markdown.contains("−1 "))
    #expect(document.markdown.contains("The data set pinterest-20 is absent: run `get it`."))
  }
}
