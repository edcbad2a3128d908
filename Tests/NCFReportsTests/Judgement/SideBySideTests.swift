import NCFEvaluation
import NCFExperiments
import NCFReports
import Testing

@Suite struct SideBySideTests {
  /// Two configurations with three seeds each; users are the same.
  private func sides(full: Double? = nil) -> [SideBySide.Side] {
    var runs = SampleRuns()
    let neumf = (1...3).map { runs.add("neumf", seed: $0, hitRatio: 0.70, fullHitRatio: full) }
    let mlp = (1...3).map { runs.add("mlp", seed: $0, hitRatio: 0.50, fullHitRatio: full) }
    return [("NeuMF", neumf), ("MLP", mlp)].map { title, planned in
      SideBySide.Side(title, planned.compactMap { runs.records[$0.identity] })
    }
  }

  @Test func differencesAreToldFromChance() throws {
    let comparison = SideBySide(sides(), metrics: RankingMetric.paper)
    #expect(comparison.differences.map(\.comparison.metric) == ["HR@10", "NDCG@10"])
    let first = try #require(comparison.differences.first)
    #expect(abs(first.comparison.difference - 0.2) < 1e-9 && first.comparison.standing == .above)
    let users = try #require(first.users)
    #expect(users.won - users.lost == 100 && users.won + users.lost + users.even == 500)
  }

  /// Of three sides there are three pairs.
  @Test func everyPairIsCompared() {
    let sides = sides()
    let comparison = SideBySide(sides + [sides[0]], metrics: [.hitRatio(at: 10)])
    #expect(comparison.differences.map(\.comparison.reference) == ["MLP", "NeuMF", "NeuMF"])
    #expect(comparison.differences[1].users?.even == 500)
    #expect(comparison.differences[1].comparison.standing == .open)
  }

  /// Among all items only where both sides were ranked so.
  @Test func fullRankingsStandBesideTheSamples() {
    let both = SideBySide(sides(full: 0.2), metrics: [.hitRatio(at: 10)])
    #expect(both.differences.map(\.comparison.metric) == ["HR@10, sampled", "HR@10, full"])
    let one = SideBySide([sides(full: 0.2)[0], sides()[1]], metrics: [.hitRatio(at: 10)])
    #expect(one.differences.map(\.comparison.metric) == ["HR@10"])
  }

  @Test func theReportHasTablesAndCurves() throws {
    let document = SideBySide(sides(), metrics: RankingMetric.paper).document
    #expect(document.tables.map(\.rows.count) == [2, 2])
    #expect(document.markdown.contains("| NeuMF | MLP    | HR@10   |"))
    // Three seeds of four epochs on two sides.
    #expect(document.data.rows.count == 24)
    let figure = try #require(document.figure)
    #expect(figure.rows[0].map(\.title) == ["training loss", "HR@10", "NDCG@10"])
    #expect(figure.rows[0][0].series.map(\.style.title) == ["NeuMF", "MLP"])
    #expect(document.latex.contains("NeuMF and MLP"))
  }
}
