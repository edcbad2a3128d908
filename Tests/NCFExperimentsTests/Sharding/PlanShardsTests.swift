import NCFExperiments
import NCFModels
import Testing

@Suite struct PlanShardsTests {
  /// Six tiny runs, three of which stacked ones start from, and a popular one.
  private func plan() throws -> Plan {
    try TestData.plan(
      #"""
      {"name": "x", "settings": {"dataset": "one"}, "groups": [
        {"sweep": {"model": ["stacked"], "seed": [1, 2, 3], "learning_rate": [0.1, 0.2]}},
        {"sweep": {"model": ["tiny"], "factors": [4, 16, 64]}}, {"settings": {"model": "popular"}}]}
      """#)
  }

  @Test(arguments: [1, 2, 3, 5, 40]) func everyRunLiesInOneShardWithWhatItStartsFrom(count: Int) throws {
    let plan = try plan()
    let shards = plan.shards(count)
    #expect(shards.count == count)
    #expect(shards.flatMap { $0 }.count == plan.runs.count)
    #expect(Set(shards.joined()) == Set(plan.runs.map(\.identity)))
    let order = Dictionary(uniqueKeysWithValues: plan.runs.enumerated().map { ($1.identity, $0) })
    for shard in shards {
      let part = plan.restricted(to: Set(shard))
      #expect(part.outsidePrerequisites.isEmpty)
      #expect(part.runs.map(\.identity) == shard)
      let places = shard.compactMap { order[$0] }
      #expect(places == places.sorted())
    }
    #expect(try self.plan().shards(count) == shards)
  }

  @Test func shardsCostAboutTheSame() throws {
    let plan = try TestData.plan(
      settings: #""dataset": "one", "model": "tiny""#,
      sweep: #""factors": [1, 2, 3, 4, 5, 6, 7, 8], "seed": [1, 2]"#)
    let costs = Dictionary(uniqueKeysWithValues: plan.runs.map { ($0.identity, $0.cost) })
    let loads = plan.shards(3).map { $0.reduce(0) { $0 + (costs[$1] ?? 0) } }
    let (least, most) = (loads.min() ?? 0, loads.max() ?? 0)
    #expect(least > 0 && most <= 1.1 * least)
  }

  @Test func stagesFollowOnWhatRunsStartFrom() throws {
    let plan = try plan()
    let stages = plan.stages
    for run in plan.runs { #expect(stages[run.identity] == (run.configuration.method == "stacked" ? 2 : 1)) }
  }

  @Test func chunksAreFullButForOneRun() throws {
    let plan = try plan()
    let all = Set(plan.runs.map(\.identity))
    for size in [1, 2, 3, 5, 100] {
      let chunks = plan.chunks(of: all, size: size)
      #expect(Set(chunks.joined()) == all && chunks.flatMap { $0 }.count == all.count)
      let counts = chunks.map(\.count)
      let (least, most) = (counts.min() ?? 0, counts.max() ?? 0)
      #expect(most <= size && most - least <= 1)
    }
    #expect(plan.chunks(of: [], size: 3).isEmpty)
  }
}
