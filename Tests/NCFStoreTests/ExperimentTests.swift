import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

@Suite struct ExperimentTests {
  let folder: TemporaryFolder
  let store: ResultStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.store()
  }

  @Test func experimentsKeepTheirSpecificationAndOrder() throws {
    let runs = [9, 2, 7].map { Sample.run($0) }
    try store.register(experiment: "figure-6", specification: "{\n \"é\": 1\n}", runs: runs)
    try store.register(experiment: "empty", specification: "{}", runs: [])
    let experiments = try store.experiments()
    #expect(experiments.map(\.name) == ["empty", "figure-6"])
    #expect(experiments[1].specification == "{\n \"é\": 1\n}")
    #expect(experiments[1].runs == runs.map(\.identity))
    #expect(experiments[0].runs.isEmpty)
    #expect(abs(experiments[1].registered.timeIntervalSinceNow) < 60)
  }

  @Test func registeringAgainReplacesTheListAndKeepsTheRuns() throws {
    try store.register(experiment: "e", specification: "1", runs: [Sample.run(1), Sample.run(2)])
    try Sample.finish(Sample.run(1), 1, in: store)
    try store.register(experiment: "e", specification: "2", runs: [Sample.run(3), Sample.run(2)])
    let experiment = try #require(try store.experiments().first)
    #expect(try store.experiments().count == 1)
    #expect(experiment.specification == "2")
    #expect(experiment.runs == [3, 2].map(Sample.identity))
    #expect(try store.runs().count == 3)
    #expect(try store.records(of: [Sample.identity(1)])[Sample.identity(1)]?.result == Sample.result(1))
  }

  @Test func experimentsShareRuns() throws {
    try store.register(experiment: "a", specification: "", runs: [Sample.run(1), Sample.run(2)])
    try store.register(experiment: "b", specification: "", runs: [Sample.run(2)])
    #expect(try store.runs().count == 2)
    #expect(try store.runs(matching: RunFilter(experiment: "a")).count == 2)
    #expect(try store.runs(matching: RunFilter(experiment: "b")).map(\.identity) == [Sample.identity(2)])
  }
}
