import NCFDiagnostics
import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

@Suite struct ListingTests {
  let folder: TemporaryFolder
  let store: ResultStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.store()
  }

  func numbers(_ filter: RunFilter) throws -> [RunIdentity] {
    try store.runs(matching: filter).map(\.identity)
  }

  @Test func filters() throws {
    let runs = [
      Sample.run(5, method: "gmf"), Sample.run(3), Sample.run(4, factors: 16),
      Sample.run(1, dataset: "pinterest-20"), Sample.run(2, method: "itempop"),
    ]
    try store.register(experiment: "all", specification: "{}", runs: runs)
    try store.register(experiment: "some", specification: "{}", runs: [runs[3], runs[0]])
    try Sample.finish(runs[1], 3, in: store)
    _ = try store.begin(runs[2], environment: Sample.environment)
    try store.fail(runs[2].identity, reason: "why")
    _ = try store.begin(runs[3], environment: Sample.environment)

    let ids = runs.map(\.identity)
    #expect(try numbers(RunFilter()) == ids)
    #expect(try numbers(RunFilter(experiment: "some")) == [ids[3], ids[0]])
    #expect(try numbers(RunFilter(experiment: "none")) == [])
    #expect(try numbers(RunFilter(dataset: "pinterest-20")) == [ids[3]])
    #expect(try numbers(RunFilter(method: "neumf")) == [ids[1], ids[2], ids[3]])
    #expect(try numbers(RunFilter(method: "neumf", factors: 8)) == [ids[1], ids[3]])
    #expect(try numbers(RunFilter(experiment: "some", method: "gmf")) == [ids[0]])
    #expect(try numbers(RunFilter(state: .planned)) == [ids[0], ids[4]])
    #expect(try numbers(RunFilter(state: .finished)) == [ids[1]])
    #expect(try numbers(RunFilter(state: .failed)) == [ids[2]])
    #expect(try numbers(RunFilter(dataset: "pinterest-20", state: .running)) == [ids[3]])
    #expect(try numbers(RunFilter(dataset: "'; DROP TABLE runs; --")) == [])
  }

  @Test func summaries() throws {
    try Sample.finish(Sample.run(1), 1, in: store, epochs: 3)
    try store.register(experiment: "e", specification: "{}", runs: [Sample.run(2)])
    let runs = try store.runs()
    let (done, planned) = (runs[0], runs[1])
    #expect(done.configuration == Sample.run(1).configuration)
    #expect(done.datasetDigest == "d-ml-1m")
    #expect(done.environment == Sample.environment)
    #expect(done.lastEpoch == 3)
    #expect(done.bestEpoch == 1)
    #expect(done.best == Sample.result(1).best)
    #expect(done.last == Sample.result(1).last)
    #expect(done.parameterCount == 1001)
    #expect(done.started != nil && done.ended != nil)

    #expect(planned.state == .planned)
    #expect(planned.configuration == Sample.run(2).configuration)
    #expect(planned.environment == nil)
    #expect(planned.started == nil)
    #expect(planned.lastEpoch == nil)
    #expect(planned.best == nil)
  }

  @Test func prefixes() throws {
    try store.register(
      experiment: "e", specification: "{}",
      runs: [0x1234_5678, 0x1234_9999, 0xabcd_ef01].map { Sample.run($0) })
    #expect(try store.run(withPrefix: "12345").identity == Sample.identity(0x1234_5678))
    #expect(try store.run(withPrefix: "A").identity == Sample.identity(0xabcd_ef01))
    let whole = Sample.identity(0x1234_9999)
    #expect(try store.run(withPrefix: whole.digest).identity == whole)
    #expect(try store.run(withPrefix: whole.short).identity == whole)

    let several = #expect(throws: InputError.self) { try store.run(withPrefix: "1234") }
    #expect(several?.description.contains("12345678ffff (neumf on ml-1m), 12349999ffff") == true)
    let none = #expect(throws: InputError.self) { try store.run(withPrefix: "77") }
    #expect(none?.kind == .missing)
    for prefix in ["", "xyz", "12%", whole.digest + "0", "12 34"] {
      #expect(throws: InputError.self, "\(prefix)") { try store.run(withPrefix: prefix) }
    }
  }
}
