import Foundation
import GRDB
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFStore
import NCFTestSupport
import NCFWeights
import Testing

@Suite struct FullRankingTests {
  let folder: TemporaryFolder
  let store: ResultStore
  let run = Sample.genuine(1)
  /// One rank beyond 16 bits.
  let ranking = FullRanking(ranks: [1, 12, 70_000, 400], microsecondsPerUser: 12.5, lists: Self.lists())

  /// Every metric that there is, each with another value.
  private static func lists(_ first: Double = 0.1) -> ListMetrics {
    let names = ListMetricRegistry.all.map(\.name)
    return ListMetrics([
      .sampled: Dictionary(uniqueKeysWithValues: zip(names, names.indices.map { first + Double($0) / 3 })),
      .full: Dictionary(uniqueKeysWithValues: zip(names, names.indices.map { first + Double($0) * 7 })),
    ])
  }

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.store()
  }

  private func result(_ ranking: FullRanking?) -> RunResult {
    let plain = Sample.result(1)
    return RunResult(
      bestEpoch: plain.bestEpoch, best: plain.best, last: plain.last, bestRanks: plain.bestRanks,
      parameterCount: plain.parameterCount, fullRanking: ranking)
  }

  private func finish(_ ranking: FullRanking?, in store: ResultStore) throws {
    _ = try store.begin(run, environment: Sample.environment)
    try store.record(Sample.epoch(0, of: 1), of: run.identity)
    try store.finish(run.identity, result: result(ranking))
  }

  private func stored(_ store: ResultStore) throws -> FullRanking? {
    try store.records(of: [run.identity])[run.identity]?.result?.fullRanking
  }

  @Test func isStoredWithItsRun() throws {
    try finish(ranking, in: store)
    #expect(try stored(store) == ranking)
    #expect(try store.fullyRanked(of: [run.identity, Sample.identity(7)]) == [run.identity])
  }

  @Test func canBeAddedLaterAndStays() throws {
    try finish(nil, in: store)
    #expect(try stored(store) == nil && store.fullyRanked(of: [run.identity]).isEmpty)
    try store.saveFullRanking(ranking, of: run.identity)
    #expect(try stored(store) == ranking)
    try store.saveFullRanking(
      FullRanking(ranks: [9], microsecondsPerUser: 1, lists: Self.lists(0.2)), of: run.identity)
    #expect(try stored(store) == ranking)
  }

  /// Rankings of earlier releases have ranks and no lists, and those that were made before a metric was added lack it.
  @Test func whatItsListsLackIsAddedLater() throws {
    let lists = Self.lists()
    let some = ListMetrics(lists.values.mapValues { $0.filter { $0.key != "gini@10" } })
    for (number, earlier) in [nil, some].enumerated() {
      let store = try folder.store("\(number).sqlite")
      let old = FullRanking(ranks: ranking.ranks, microsecondsPerUser: 12.5, lists: earlier)
      try finish(old, in: store)
      #expect(try stored(store) == old)
      try store.saveWeights(TensorBundle(), of: run.identity)
      #expect(try store.fullyRanked(of: [run.identity]).isEmpty)
      try store.saveFullRanking(
        FullRanking(ranks: ranking.ranks, microsecondsPerUser: 3, lists: lists), of: run.identity)
      #expect(try stored(store) == ranking)
      #expect(try store.fullyRanked(of: [run.identity]) == [run.identity])
    }
  }

  @Test func withoutWeightsListsAreNoReasonToTrainAgain() throws {
    try finish(FullRanking(ranks: ranking.ranks, microsecondsPerUser: 12.5), in: store)
    #expect(try store.fullyRanked(of: [run.identity]) == [run.identity])
  }

  @Test func listingsKnowTheLists() throws {
    try finish(ranking, in: store)
    #expect(try store.runs().map(\.lists) == [Self.lists()])
    #expect(try store.run(withPrefix: run.identity.short).lists == Self.lists())
  }

  @Test func sqlSeesTheListsRowByRow() throws {
    try finish(ranking, in: store)
    let value = try DatabaseQueue(path: store.path).read {
      try Double.fetchOne(
        $0,
        sql: "SELECT value FROM list_metrics WHERE candidates = 'full' AND metric = 'coverage@10'")
    }
    #expect(value == 0.1)
  }

  @Test func belongsToAFinishedRun() throws {
    #expect(throws: InputError.self) { try store.saveFullRanking(ranking, of: run.identity) }
    _ = try store.begin(run, environment: Sample.environment)
    #expect(throws: InputError.self) { try store.saveFullRanking(ranking, of: run.identity) }
  }

  /// Ties that are averaged are stored and travel, too.
  @Test(arguments: [70_000, 3] as [UInt32]) func sharedRanksTravel(largest: UInt32) throws {
    let ranking = FullRanking(
      ranks: Ranks(places: [1, 2, 5], tied: [0, largest, 1]), microsecondsPerUser: 3)
    try finish(ranking, in: store)
    #expect(try stored(store) == ranking)
    let file = folder.path("runs.jsonl")
    _ = try store.export(identities: [run.identity], to: file)
    let other = try folder.store("other.sqlite")
    _ = try other.importRuns(from: file)
    #expect(try stored(other) == ranking)
  }

  @Test(arguments: [70_000, 3] as [UInt32])
  func travelsWithTheRun(largest: UInt32) throws {
    let ranking = FullRanking(
      ranks: Ranks(places: [1, 2, largest]), microsecondsPerUser: 3, lists: Self.lists())
    try finish(ranking, in: store)
    let file = folder.path("runs.jsonl")
    _ = try store.export(identities: [run.identity], to: file)
    let other = try folder.store("other.sqlite")
    #expect(try other.importRuns(from: file) == ImportSummary(added: 1))
    #expect(try stored(other) == ranking)
  }

  /// Lines without a ranking, as earlier releases wrote them, and lines with one go together.
  @Test func linesWithAndWithoutAgree() throws {
    try finish(nil, in: store)
    let (plain, full) = (folder.path("plain.jsonl"), folder.path("full.jsonl"))
    _ = try store.export(identities: [run.identity], to: plain)
    #expect(try !String(contentsOfFile: plain, encoding: .utf8).contains("full_ranking"))
    try store.saveFullRanking(ranking, of: run.identity)
    _ = try store.export(identities: [run.identity], to: full)

    let other = try folder.store("other.sqlite")
    #expect(try other.importRuns(from: plain) == ImportSummary(added: 1))
    #expect(try other.importRuns(from: full) == ImportSummary(known: 1))
    #expect(try stored(other) == ranking)
    #expect(try other.importRuns(from: plain) == ImportSummary(known: 1))
    #expect(try stored(other) == ranking)
  }

  @Test func otherListsOfTheSameRunAreRefused() throws {
    try finish(ranking, in: store)
    let other = try folder.store("other.sqlite")
    try finish(
      FullRanking(ranks: ranking.ranks, microsecondsPerUser: 12.5, lists: Self.lists(0.2)), in: other)
    let file = folder.path("runs.jsonl")
    _ = try store.export(identities: [run.identity], to: file)
    #expect(throws: InputError.self) { try other.importRuns(from: file) }
  }

  @Test(arguments: [#""sampled":{"aclt"#: #""simple":{"aclt"#, #""gini@10":"#: #""gini@10":-"#])
  func damagedListsAreRefused(_ change: (found: String, instead: String)) throws {
    try finish(ranking, in: store)
    let file = folder.path("runs.jsonl")
    _ = try store.export(identities: [run.identity], to: file)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try #require(text.contains(change.found))
    try text.replacingOccurrences(of: change.found, with: change.instead)
      .write(toFile: file, atomically: true, encoding: .utf8)
    let other = try folder.store("other.sqlite")
    let error = try #require(throws: InputError.self) { try other.importRuns(from: file) }
    #expect(error.problem.contains("full_ranking") && error.place == "1")
  }

  @Test func anotherRankingOfTheSameRunIsRefused() throws {
    try finish(ranking, in: store)
    let other = try folder.store("other.sqlite")
    try finish(FullRanking(ranks: [2, 12, 70_000, 400], microsecondsPerUser: 12.5), in: other)
    let file = folder.path("runs.jsonl")
    _ = try store.export(identities: [run.identity], to: file)
    #expect(throws: InputError.self) { try other.importRuns(from: file) }
  }

  @Test func damagedRanksAreRefused() throws {
    try finish(ranking, in: store)
    let file = folder.path("runs.jsonl")
    _ = try store.export(identities: [run.identity], to: file)
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try text.replacingOccurrences(of: #""bits":32"#, with: #""bits":7"#)
      .write(toFile: file, atomically: true, encoding: .utf8)
    let other = try folder.store("other.sqlite")
    let error = try #require(throws: InputError.self) { try other.importRuns(from: file) }
    #expect(error.problem.contains("full_ranking") && error.place == "1")
  }

  @Test func aFurtherAttemptForgetsIt() throws {
    try finish(ranking, in: store)
    let queue = try DatabaseQueue(path: store.path)
    try queue.write { try $0.execute(sql: "UPDATE runs SET status = 'failed'") }
    _ = try store.begin(run, environment: Sample.environment)
    #expect(try store.fullyRanked(of: [run.identity]).isEmpty)
    #expect(try store.runs().map(\.lists) == [nil])
  }

  @Test func sqlSeesItInTheSummary() throws {
    try finish(ranking, in: store)
    let queue = try DatabaseQueue(path: store.path)
    let row = try #require(
      try queue.read {
        try Row.fetchOne($0, sql: "SELECT full_hr_10, full_ndcg_10, microseconds_per_user FROM run_summary")
      })
    let columns = ["full_hr_10", "full_ndcg_10", "microseconds_per_user"]
    #expect(columns.map { row[$0] as Double? } == [0.25, 0.25, 12.5])
  }
}
