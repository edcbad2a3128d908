import Foundation
import NCFEvaluation
import NCFExperiments
import NCFReports
import Testing

@Suite struct RunsReportTests {
  private func rows(_ runs: SampleRuns) -> [[String: String]] {
    csvRows(SectionReport(specNamed: "x", title: nil).document(from: runs.input()).data.csv)
  }

  @Test func hasAColumnForWhateverIsSwept() throws {
    var runs = SampleRuns()
    for factors in [8, 16] { runs.add("gmf", factors: factors, hitRatio: 0.02 * Double(factors)) }
    let rows = rows(runs)
    #expect(rows.map { $0["factors"] } == ["8", "16"])
    #expect(rows.map { $0["best HR@10"] } == ["0.1600", "0.3200"])
    #expect(rows[0]["seed"] == nil && rows[0]["ties"] == nil && rows[0]["selection"] == "test")
  }

  /// Runs of several protocols stand in rows of their own, and each says which it is.
  @Test func theProtocolMayBeSwept() throws {
    var runs = SampleRuns()
    runs.add("gmf", hitRatio: 0.5)
    runs.add("gmf", hitRatio: 0.6, evaluation: EvaluationProtocol(ties: .inFavour))
    runs.add("gmf", hitRatio: 0.7, selection: .last)
    let document = SectionReport(specNamed: "x", title: nil).document(from: runs.input())
    let rows = csvRows(document.data.csv)
    #expect(rows.map { $0["ties"] } == ["against", "for", "against"])
    #expect(rows.map { $0["selection"] } == ["test", "test, ties for", "last"])
    #expect(rows.map { $0["best HR@10"] } == ["0.5000", "0.6000", "0.7000"])
    #expect(document.tables[0].columns.map(\.heading).contains("selection"))
    #expect(document.caption.contains("Protocol: as each row says"))
  }

  /// Whatever metrics are asked for, in this order.
  @Test func showsTheMetricsThatAreAskedFor() throws {
    var runs = SampleRuns()
    runs.add("gmf", hitRatio: 0.5)
    let metrics: [RankingMetric] = [.reciprocalRank, .hitRatio(at: 20)]
    let document = SectionReport(specNamed: "x", title: nil).document(from: runs.input(metrics: metrics))
    let row = try #require(csvRows(document.data.csv).first)
    let result = try #require(runs.records.values.first?.result)
    #expect(
      row["best MRR"] == String(format: "%.4f", RankingMetric.reciprocalRank.mean(of: result.bestRanks)))
    #expect(row["last HR@20"] != nil && row["best HR@10"] == nil)
  }
}
