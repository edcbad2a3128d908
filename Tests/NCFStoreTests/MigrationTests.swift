import Foundation
import GRDB
import NCFEvaluation
import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

@Suite("Databases of an earlier release") struct MigrationTests {
  let folder: TemporaryFolder
  let before: [RunIdentity: RunRecord]
  let identities: [RunIdentity]

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    before = try EarlierRelease.records()
    identities = Array(before.keys)
    try EarlierRelease.makeDatabase(in: folder)
  }

  @Test func areMigratedWithAllTheirRuns() throws {
    #expect(before.count == 3 && before.values.allSatisfy { $0.result?.fullRanking != nil })
    let store = try folder.store()
    #expect(try store.records(of: identities) == before)
    #expect(try store.experiments().map(\.runs.count) == [3])
    for record in before.values {
      #expect(record.contradictions.isEmpty)
      #expect(try store.columnContradictions(of: record).isEmpty)
    }
    let names = try DatabaseQueue(path: folder.path("ncf.sqlite")).read {
      try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier")
    }
    #expect(names.count == 4 && names[3].hasPrefix("004"))
  }

  /// What is known of their epochs are HR and NDCG at 1 to 10; of the best epoch, the ranks are.
  @Test func keepWhatWasKept() throws {
    for record in try folder.store().records(of: identities).values {
      let result = try #require(record.result)
      for metrics in record.epochs.map(\.metrics) + [result.best, result.last] {
        #expect(metrics.histogram == nil && metrics.value(of: .reciprocalRank) == nil)
        #expect(metrics.value(of: .hitRatio(at: 10)) != nil)
      }
      #expect(result.value(of: .reciprocalRank) == RankingMetric.reciprocalRank.mean(of: result.bestRanks))
    }
  }

  /// Their runs are exported as the earlier release did, byte for byte, also after an import.
  @Test func giveTheSameFiles() throws {
    let expected = FileManager.default.contents(atPath: EarlierRelease.exported.path)
    let migrated = folder.path("migrated.jsonl")
    #expect(try folder.store().export(identities: identities, to: migrated) == 3)
    #expect(FileManager.default.contents(atPath: migrated) == expected)

    let other = try folder.store("other.sqlite")
    #expect(try other.importRuns(from: EarlierRelease.exported.path) == ImportSummary(added: 3))
    #expect(try other.records(of: identities) == before)
    let imported = folder.path("imported.jsonl")
    #expect(try other.export(identities: identities, to: imported) == 3)
    #expect(FileManager.default.contents(atPath: imported) == expected)
  }

  /// A run that is made anew knows its ranks; the numbers that both know are the same.
  @Test func areTheSameRunsAsThoseMadeAnew() throws {
    let old = try #require(before.values.first { $0.configuration.method == "itempop" })
    let result = try #require(old.result)
    let whole = RankingMetrics(ranks: result.bestRanks)
    let epochs = old.epochs.map {
      EpochRecord(
        epoch: $0.epoch, loss: $0.loss, metrics: whole, trainingSeconds: 1, evaluationSeconds: 1)
    }
    let anew = RunRecord(
      identity: old.identity, configuration: old.configuration, datasetDigest: old.datasetDigest,
      status: .finished, failure: nil, environment: old.environment, started: old.started, ended: old.ended,
      epochs: epochs,
      result: RunResult(
        bestEpoch: 0, best: whole, last: whole, bestRanks: result.bestRanks,
        parameterCount: result.parameterCount))
    #expect(anew.differences(from: old).isEmpty && old.differences(from: anew).isEmpty)
    #expect(anew.contradictions.isEmpty)

    let store = try folder.store("anew.sqlite")
    let run = PlannedRun(
      identity: old.identity, configuration: old.configuration, datasetDigest: old.datasetDigest, cost: 1)
    _ = try store.begin(run, environment: old.environment)
    for epoch in epochs { try store.record(epoch, of: run.identity) }
    try store.finish(run.identity, result: anew.result!)
    #expect(try store.importRuns(from: EarlierRelease.exported.path) == ImportSummary(added: 2, known: 1))
    let file = folder.path("anew.jsonl")
    _ = try store.export(identities: [run.identity], to: file)
    #expect(try folder.store().importRuns(from: file) == ImportSummary(known: 1))
  }

  /// The process dies in the midst of a migration that has already written to the log: what the files hold then is
  /// copied, as a dead process leaves it, and opened.
  @Test(arguments: [1, 3, 5]) func survivesAMigrationThatWasInterrupted(statementCount: Int) throws {
    let statements = [
      "DROP VIEW run_summary", "CREATE TABLE earlier_metrics (run_id INTEGER PRIMARY KEY)",
      "UPDATE ranks SET ranks = zeroblob(20000)", "DELETE FROM epochs",
      "INSERT INTO grdb_migrations (identifier) VALUES ('003 ranks of epochs')",
    ]
    struct Interruption: Error {}
    let queue = try DatabaseQueue(path: folder.path("ncf.sqlite"))
    #expect(throws: Interruption.self) {
      try queue.write { database in
        // A small cache spills into the log before the end.
        try database.execute(sql: "PRAGMA cache_size = 2")
        for statement in statements.prefix(statementCount) { try database.execute(sql: statement) }
        for suffix in ["", "-wal"] {
          try FileManager.default.copyItem(
            atPath: folder.path("ncf.sqlite\(suffix)"), toPath: folder.path("dead.sqlite\(suffix)"))
        }
        throw Interruption()
      }
    }
    let store = try folder.store("dead.sqlite")
    #expect(try store.records(of: identities) == before)
    let check = try DatabaseQueue(path: folder.path("dead.sqlite")).read {
      try String.fetchAll($0, sql: "PRAGMA integrity_check")
    }
    #expect(check == ["ok"])
  }

  /// No table of full rankings, and a view without its columns.
  @Test func theFirstTablesAreBroughtUpToDate() throws {
    try folder.execute(
      """
      DROP VIEW run_summary;
      DROP TABLE full_rankings;
      CREATE VIEW run_summary AS SELECT identity FROM runs;
      DELETE FROM grdb_migrations WHERE identifier LIKE '002%';
      """)
    let store = try folder.store()
    #expect(try store.fullyRanked(of: identities).isEmpty)
    for (identity, record) in try store.records(of: identities) {
      #expect(try before[identity]?.differences(from: record) == [])
      let ranking = try #require(before[identity]?.result?.fullRanking)
      try store.saveFullRanking(ranking, of: identity)
    }
    #expect(try store.records(of: identities) == before)
  }

  /// Release 0.1.0 knows two migrations; GRDB finds one that it does not know, and the store refuses.
  @Test func anEarlierReleaseKnowsThatItIsTooOld() throws {
    _ = try folder.store()
    let earlier = DatabaseMigrator.withMigrations(["001 runs and results", "002 full rankings"])
    let isSuperseded = try DatabaseQueue(path: folder.path("ncf.sqlite")).read(earlier.hasBeenSuperseded)
    #expect(isSuperseded)
  }
}

extension DatabaseMigrator {
  fileprivate static func withMigrations(_ names: [String]) -> DatabaseMigrator {
    names.reduce(into: DatabaseMigrator()) { $0.registerMigration($1) { _ in } }
  }
}
