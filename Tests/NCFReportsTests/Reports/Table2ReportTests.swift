import NCFReports
import Testing

@Suite struct Table2ReportTests {
  @Test func setsRunsBesideThePaper() throws {
    let input = SampleRuns.ofThePaper().input(published: try SampleRuns.published)
    let document = Table2Report().document(from: input)
    let row = try #require(
      csvRows(document.data.csv).first {
        $0["variant"] == "with pre-training" && $0["factors"] == "16" && $0["metric"] == "hr@10"
      })
    #expect(row["published"] == "0.707" && row["reproduced"] == "0.710000" && row["difference"] == "0.003000")
    #expect(document.markdown.contains("+0.0030"))
  }

  @Test func aPartOfADataSetStandsOnItsOwnBesideThePublishedWhole() throws {
    var runs = SampleRuns.ofThePaper()
    runs.add("neumf", dataset: "pinterest-37501", factors: 8, pretraining: false, hitRatio: 0.8)
    runs.add("neumf", dataset: "mine", factors: 8, pretraining: false, hitRatio: 0.8)
    let document = Table2Report().document(from: runs.input(published: try SampleRuns.published))
    let rows = csvRows(document.data.csv).filter {
      $0["variant"] == "without pre-training" && $0["metric"] == "hr@10"
    }
    #expect(rows.map { $0["dataset"] }.suffix(2) == ["pinterest-37501", "mine"])
    #expect(rows.suffix(2).map { $0["published"] } == ["0.869", ""])
    #expect(document.markdown.contains("| Pinterest (first 37,501 of 55,187 users) |"))
    #expect(!document.markdown.contains("pinterest-20"))
  }

  @Test func absentDatasetIsReportedAsAbsent() throws {
    let input = SampleRuns.ofThePaper().input(
      published: try SampleRuns.published, absent: [AbsentDataset(name: "pinterest-20", remedy: "get it")])
    let document = Table2Report().document(from: input)
    let rows = csvRows(document.data.csv).filter { $0["dataset"] == "pinterest-20" }
    #expect(rows.count == 16)
    #expect(rows.allSatisfy { $0["reproduced"] == "" && $0["published"] != "" })
    #expect(document.notes == ["The data set pinterest-20 is absent: get it."])
  }
}
