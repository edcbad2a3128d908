import NCFReports
import Testing

@Suite struct MLPDepthReportTests {
  @Test(arguments: [("table-3", "hr@10", "0.671"), ("table-4", "ndcg@10", "0.399")])
  func hasAColumnForEachDepth(name: String, metric: String, published: String) throws {
    let input = SampleRuns.ofThePaper().input(published: try SampleRuns.published)
    let document = try #require(ReportRegistry.report(named: name)).document(from: input)
    let rows = csvRows(document.data.csv).filter { $0["factors"] == "8" }
    #expect(rows.map { $0["variant"]! } == ["MLP-0", "MLP-1", "MLP-2", "MLP-3", "MLP-4"])
    #expect(rows.allSatisfy { $0["metric"] == metric })
    #expect(rows[3]["published"] == published)
    if metric == "hr@10" {
      #expect(rows.map { $0["reproduced"]! } == ["0.450000", "0.630000", "0.640000", "0.650000", "0.660000"])
    }
  }
}
