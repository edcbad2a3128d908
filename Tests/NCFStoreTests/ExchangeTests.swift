import Foundation
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

@Suite struct ExchangeTests {
  let folder: TemporaryFolder
  let store: ResultStore
  let file: String
  let runs = [
    Sample.genuine(1, method: "gmf"), Sample.genuine(2, dataset: "pinterest-20"), Sample.genuine(3),
    Sample.genuine(4),
  ]
  let all: [RunIdentity]

  /// Runs 1–3 are finished, run 4 is going on.
  init() throws {
    folder = try TemporaryFolder()
    store = try folder.store()
    file = folder.path("runs.jsonl")
    all = runs.map(\.identity)
    try Sample.finish(runs[2], 3, in: store)
    try Sample.finish(runs[0], 1, in: store)
    try Sample.finish(runs[1], 2, in: store)
    _ = try store.begin(runs[3], environment: Sample.environment)
  }

  func edit(_ from: String, _ to: String) throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains(from))
    try Data(text.replacingOccurrences(of: from, with: to).utf8).write(to: URL(fileURLWithPath: file))
  }

  @Test func whatIsExportedCanBeImported() throws {
    #expect(try store.export(identities: all, to: file) == 3)
    let other = try folder.store("other.sqlite")
    #expect(try other.importRuns(from: file) == ImportSummary(added: 3, known: 0))
    let expected = try store.records(of: all).filter { $0.value.status == .finished }
    #expect(try other.records(of: all) == expected)
    #expect(try other.importRuns(from: file) == ImportSummary(added: 0, known: 3))

    #expect(try other.export(identities: all.reversed(), to: folder.path("again.jsonl")) == 3)
    let again = FileManager.default.contents(atPath: folder.path("again.jsonl"))
    #expect(again == FileManager.default.contents(atPath: file))
  }

  @Test func linesAreInTheOrderOfTheirConfigurations() throws {
    _ = try store.export(identities: all, to: file)
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    let order = try lines.map { line in
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      return try #require(object["identity"] as? String)
    }
    #expect(order == [0, 2, 1].map { all[$0].digest })
  }

  @Test(
    arguments: [
      [300, 65_535, 1], [300, 65_536, 1], [1, .max], Ranks(places: [1, 200], tied: [3, 0]),
      Ranks(places: [1, 2], tied: [300, 0]), Ranks(places: [1, 2, 70_000], tied: [0, 70_000, 1]),
    ] as [Ranks])
  func ranksOfEveryWidthComeBack(ranks: Ranks) throws {
    let run = Sample.genuine(9)
    let metrics = RankingMetrics(ranks: ranks)
    let result = RunResult(bestEpoch: 0, best: metrics, last: metrics, bestRanks: ranks, parameterCount: 1)
    _ = try store.begin(run, environment: Sample.environment)
    try store.record(
      EpochRecord(epoch: 0, loss: nil, metrics: metrics, trainingSeconds: 0, evaluationSeconds: 1),
      of: run.identity)
    try store.finish(run.identity, result: result)
    #expect(try store.records(of: [run.identity])[run.identity]?.result == result)
    _ = try store.export(identities: [run.identity], to: file)
    let other = try folder.store("other.sqlite")
    _ = try other.importRuns(from: file)
    let record = try other.records(of: [run.identity])[run.identity]
    #expect(record?.result == result && record?.epochs.map(\.metrics) == [metrics])
  }

  @Test func runsThatAreNotFinishedGiveWay() throws {
    _ = try store.export(identities: all, to: file)
    let other = try folder.store("other.sqlite")
    try other.register(experiment: "e", specification: "", runs: [runs[2]])
    _ = try other.begin(runs[0], environment: Sample.environment)
    try other.record(Sample.epoch(0, of: 7), of: all[0])
    try other.fail(all[0], reason: "why")
    #expect(try other.importRuns(from: file) == ImportSummary(added: 3, known: 0))
    #expect(try other.records(of: all) == store.records(of: all).filter { $0.value.status == .finished })
    #expect(try other.runs(matching: RunFilter(experiment: "e")).map(\.state) == [.finished])
  }

  @Test func aRunThatIsGoingOnIsNotReplaced() throws {
    _ = try store.export(identities: all, to: file)
    let other = try folder.store("other.sqlite")
    _ = try other.begin(runs[2], environment: Sample.environment)
    let error = #expect(throws: InputError.self) { try other.importRuns(from: file) }
    #expect(error?.place == "2")
    #expect(try other.runs().map(\.state) == [.running])
  }

  @Test func otherCircumstancesAreNoConflict() throws {
    _ = try store.export(identities: all, to: file)
    try edit(#""host":"laptop""#, #""host":"server""#)
    try edit(#""evaluation_seconds":0.3"#, #""evaluation_seconds":9.25"#)
    #expect(try store.importRuns(from: file) == ImportSummary(added: 0, known: 3))
    #expect(try store.records(of: all)[all[0]]?.environment.host == "laptop")
  }

  @Test func otherNumbersAreAConflict() throws {
    let other = try folder.store("other.sqlite")
    try Sample.finish(runs[2], 3, in: other)
    _ = try store.export(identities: all, to: file)
    try edit(#""parameter_count":1003"#, #""parameter_count":1004"#)
    let error = #expect(throws: InputError.self) { try other.importRuns(from: file) }
    #expect(error?.file == file)
    #expect(error?.place == "2")
    #expect(error?.problem.contains(all[2].short) == true)
    // The first line was fine, and still nothing was taken.
    #expect(try other.runs().map(\.identity) == [all[2]])
    #expect(try other.records(of: all)[all[2]]?.result == Sample.result(3))
  }

  @Test(arguments: [
    ("\"identity\":\"", "\"identity\":\"../", "identity"),
    ("\"identity\":", "\"identify\":", "identity"),
    ("\\\"factors\\\":8", "\\\"factors\\\":16", "identity"),
    ("\"dataset_digest\":\"", "\"dataset_digest\":\"0", "identity"),
    ("\"host\":\"", "\"host\":\"a\\u0000b", "texts without U+0000"),
    ("\"bits\":8", "\"bits\":12", "ranks"),
    ("\"bits\":8", "\"bits\":\"8\"", "ranks.bits"),
    ("\"started\":\"2", "\"started\":\"x", "started"),
    ("\"epoch\":2", "\"epoch\":0", "epochs"),
    ("\"epoch\":2", "\"epoch\":1e99", "JSON"),
    ("\\\"method\\\"", "\\\"metod\\\"", "configuration"),
    ("\"last_ranks\":\"", "\"last_ranks\":\"AAAA", "last"),
    ("\"last_ranks\":", "\"last\":{\"hit_ratios\":[],\"ndcgs\":[]},\"last_ranks\":", "last"),
    ("\"last_ranks\":", "\"past_ranks\":", "last"),
    ("\"ranks\":\"", "\"ranks\":\"AAAA", "epochs"),
    ("{", "", "JSON"),
  ])
  func linesThatAreNoRuns(from: String, to: String, expected: String) throws {
    _ = try store.export(identities: [all[0]], to: file)
    try Data("\n\n".utf8 + #require(FileManager.default.contents(atPath: file))).write(
      to: URL(fileURLWithPath: file))
    try edit(from, to)
    let other = try folder.store("other.sqlite")
    let error = #expect(throws: InputError.self) { try other.importRuns(from: file) }
    #expect(error?.place == "3")
    #expect(error?.problem.contains(expected) == true, "\(error?.description ?? "no error")")
    #expect(try other.runs().isEmpty)
  }

  /// Lines of release 0.1.0 have metrics in place of ranks: all twenty of them.
  @Test(arguments: ["best", "last", "metrics"]) func earlierLinesNeedEveryMetric(key: String) throws {
    let text = try String(contentsOf: EarlierRelease.exported, encoding: .utf8)
    let start = "\"\(key)\":{\"hit_ratios\":["
    #expect(text.contains(start))
    try text.replacingOccurrences(of: start, with: start + "1,")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let error = #expect(throws: InputError.self) { try folder.store("other.sqlite").importRuns(from: file) }
    #expect(error?.problem.contains(key == "metrics" ? "epochs" : key) == true)
  }

  @Test func windowsLineEndsAndBlankLines() throws {
    _ = try store.export(identities: all, to: file)
    try edit("\n", "\r\n\r\n")
    #expect(try folder.store("other.sqlite").importRuns(from: file).added == 3)
  }

  @Test func missingFiles() {
    let missing = #expect(throws: InputError.self) { try store.importRuns(from: folder.path("none")) }
    #expect(missing?.kind == .missing)
    let error = #expect(throws: InputError.self) {
      try store.export(identities: all, to: folder.path("no/such/runs.jsonl"))
    }
    #expect(error?.kind == .cannotWrite)
  }

  /// One identity twice in a file is one run, if the numbers agree.
  @Test func duplicatesInsideAFile() throws {
    _ = try store.export(identities: all, to: file)
    let content = try #require(FileManager.default.contents(atPath: file))
    try (content + content).write(to: URL(fileURLWithPath: file))
    #expect(try folder.store("other.sqlite").importRuns(from: file) == ImportSummary(added: 3, known: 3))
  }
}
