import NCFReports
import Testing

@Suite struct Figure7ReportTests {
  @Test func sweepsNegativesAtSixteenFactorsWithBPRFlat() throws {
    let document = Figure7Report().document(from: SampleRuns.ofThePaper().input())
    let rows = csvRows(document.data.csv)
    #expect(rows.count == 4 * 10)
    #expect(Set(rows.filter { $0["method"] == "bpr" }.map { $0["hr@10"] }) == ["0.610000"])
    let gmf = rows.filter { $0["method"] == "gmf" }.map { $0["hr@10"] }
    #expect(gmf[0] == "0.620000" && gmf[3] == "0.650000" && gmf[9] == "0.620000")
    #expect(rows.allSatisfy { $0["settings"]?.contains("factors 16") ?? false })
    #expect(document.caption.contains("16 predictive factors"))
  }

  @Test func aGapBreaksTheLine() throws {
    var runs = SampleRuns()
    for negatives in 1...3 {
      runs.add("gmf", factors: 16, negatives: negatives, hitRatio: negatives == 2 ? nil : 0.6)
    }
    let figure = try #require(Figure7Report().document(from: runs.input()).figure)
    let points = figure.rows[0][0].series[1].points
    #expect(points[0] != nil && points[1] == nil && points[2] != nil)
  }
}
