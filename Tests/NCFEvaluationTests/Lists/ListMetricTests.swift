import NCFData
import NCFEvaluation
import Testing

@Suite struct ListMetricTests {
  @Test func namesAreTitlesInLowerCase() {
    let names = ListMetricRegistry.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.contains("coverage@10") && names.contains("auc"))
    #expect(ListMetricRegistry.metric(named: "EPC@10")?.name == "epc@10")
    #expect(ListMetricRegistry.metric(named: "epc") == nil)
    // One word names one metric, of ranks or of lists.
    #expect(names.allSatisfy { RankingMetric(named: $0) == nil })
  }

  @Test func whatOneOfThemLacksContradictsNothing() {
    let some = ListMetrics([.sampled: ["auc": 0.5]])
    let more = ListMetrics([.sampled: ["auc": 0.5, "arp@10": 3], .full: ["auc": 0.25]])
    let other = ListMetrics([.sampled: ["auc": 0.75]])
    #expect(some.agrees(with: more) && more.agrees(with: some))
    #expect(!some.agrees(with: other) && !other.agrees(with: more))
    #expect(!more.isComplete)
    #expect(some.value(of: AreaUnderCurve(), among: .full) == nil)
  }

  /// Items 2, 0 and 1 have five, four and one of ten interactions: the first two are the head.
  @Test func theLongTailIsWhatTheMostPopularLeave() {
    let users = [[0, 2], [0, 2], [0, 2], [0, 2], [1, 2], []].map { $0.map { Int32($0) } }
    let offsets = users.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let popularity = ItemPopularity(
      InteractionMatrix(offsets: offsets, items: users.flatMap { $0 }, itemCount: 4))
    #expect(popularity.counts == [4, 1, 5, 0])
    #expect(popularity.userCount == 5 && popularity.interactionCount == 10)
    #expect(popularity.isInLongTail == [false, true, false, true])
  }
}
