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
    #expect(document.caption.contains("Protocol: as stated for each"))
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

  /// Of runs with a full ranking; the others have none.
  @Test func showsWhatIsInListsIfAskedFor() throws {
    var runs = SampleRuns()
    runs.lists = ListMetrics([.sampled: ["coverage@10": 1234, "auc": 0.5], .full: ["coverage@10": 321]])
    runs.add("gmf", hitRatio: 0.5, fullHitRatio: 0.1)
    runs.add("mlp", hitRatio: 0.5)
    let asked: [any ListMetric] = [ItemCoverage(), AreaUnderCurve()]
    let document = SectionReport(specNamed: "x", title: nil).document(from: runs.input(listMetrics: asked))
    let rows = csvRows(document.data.csv)
    let columns = ["sampled Coverage@10", "sampled AUC", "full Coverage@10", "full AUC"]
    #expect(
      rows.map { row in columns.map { row[$0] } } == [["1234", "0.5000", "321", ""], ["", "", "", ""]])
    let plain = SectionReport(specNamed: "x", title: nil).document(from: runs.input())
    #expect(csvRows(plain.data.csv)[0]["full Coverage@10"] == nil)
  }
}
