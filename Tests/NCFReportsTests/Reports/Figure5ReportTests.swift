import NCFReports
import Testing

@Suite struct Figure5ReportTests {
  @Test func showsHRAndNDCGAtEveryK() throws {
    var runs = SampleRuns()
    let run = runs.add("itempop", factors: nil, seed: nil, hitRatio: 0.45)
    let metrics = try #require(runs.records[run.identity]?.result?.best)
    let rows = csvRows(Figure5Report().document(from: runs.input()).data.csv).filter {
      $0["method"] == "itempop"
    }
    #expect(rows.map { $0["k"]! } == (1...10).map(String.init))
    for (index, row) in rows.enumerated() {
      #expect(abs(Double(row["hr@k"]!)! - metrics.hitRatio(at: index + 1)) < 1e-6)
      #expect(abs(Double(row["ndcg@k"]!)! - metrics.ndcg(at: index + 1)) < 1e-6)
    }
  }
}
