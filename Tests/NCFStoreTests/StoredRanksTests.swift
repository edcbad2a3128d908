import Foundation
import GRDB
import NCFEvaluation
import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

/// How the database holds ranks, as somebody sees it who opens it with another program.
@Suite struct StoredRanksTests {
  let folder: TemporaryFolder
  let store: ResultStore
  let run = Sample.genuine(1)

  init() throws {
    folder = try TemporaryFolder(inMemory: true)
    store = try folder.store()
  }

  /// Finishes the run with these ranks everywhere.
  private func finish(_ ranks: Ranks) throws -> RunRecord {
    let metrics = RankingMetrics(ranks: ranks)
    _ = try store.begin(run, environment: Sample.environment)
    try store.record(
      EpochRecord(epoch: 0, loss: nil, metrics: metrics, trainingSeconds: 0, evaluationSeconds: 1),
      of: run.identity)
    try store.finish(
      run.identity,
      result: RunResult(
        bestEpoch: 0, best: metrics, last: metrics, bestRanks: ranks, parameterCount: 1,
        fullRanking: FullRanking(ranks: ranks, microsecondsPerUser: 1)))
    return try #require(try store.records(of: [run.identity])[run.identity])
  }

  private func value<Value: DatabaseValueConvertible>(_ sql: String) throws -> Value? {
    try DatabaseQueue(path: store.path).read { try Value.fetchOne($0, sql: sql) }
  }

  /// 16 bits where they do, with nothing beside them where nobody shares a place.
  @Test func takeTheBitsThatTheyNeed() throws {
    let record = try finish([65_535, 2])
    #expect(record.result?.bestRanks == [65_535, 2])
    #expect(try value("SELECT bits FROM ranks") == 16)
    #expect(try value("SELECT hex(ranks) FROM ranks") == "FFFF0200")
    #expect(try value("SELECT count(*) FROM ranks WHERE tied IS NULL") == 1)
  }

  @Test func takeMoreBitsWhereARankIsBeyond() throws {
    let record = try finish(Ranks(places: [65_536, 2], tied: [0, 3]))
    #expect(record.result?.bestRanks == Ranks(places: [65_536, 2], tied: [0, 3]))
    #expect(try value("SELECT bits FROM ranks") == 32)
    #expect(try value("SELECT hex(ranks) FROM ranks") == "0000010002000000")
    #expect(try value("SELECT hex(tied) FROM ranks") == "0000000003000000")
  }

  /// Place, companions and cases of each rank, in seven bits a byte.
  @Test func ofAnEpochAreCounted() throws {
    let record = try finish(Ranks(places: [3, 130, 1, 3, 3], tied: [0, 2, 0, 0, 300]))
    #expect(try value("SELECT hex(ranks) FROM epochs") == "010001" + "020002" + "00AC0201" + "7F0201")
    #expect(record.epochs[0].metrics.histogram == RankHistogram(record.result?.bestRanks ?? []))
    #expect(try value("SELECT count(*) FROM earlier_metrics") == 0)
  }

  @Test(arguments: [
    "80", "0100", "000001", "010000", "FFFFFFFF7F0001", "01FFFFFFFF0F01", "020001FF0001", "8080808080808001",
  ])
  func damagedCountsAreRefused(bytes: String) throws {
    _ = try finish([1, 2])
    try folder.execute("UPDATE epochs SET ranks = X'\(bytes)'")
    #expect(throws: (any Error).self) { try store.records(of: [run.identity]) }
  }

  @Test func asManyTiesAsRanksAreNeeded() throws {
    _ = try finish(Ranks(places: [1, 2], tied: [0, 1]))
    try folder.execute("UPDATE ranks SET tied = X'0100'")
    #expect(throws: (any Error).self) { try store.records(of: [run.identity]) }
  }

  /// The columns are not read by this program, and are still to be right.
  @Test(arguments: [
    ("UPDATE epochs SET ndcg_10 = ndcg_10 + 1e-9", "of epoch 0 the column ndcg_10"),
    ("UPDATE test_metrics SET hr_10 = 0 WHERE weights = 'last'", "at the last epoch the column hr_10"),
    ("UPDATE full_rankings SET mrr = 0.5", "of the full ranking the column mrr"),
  ])
  func columnsThatContradictTheRanksAreFound(statement: String, problem: String) throws {
    let record = try finish(Ranks(places: [1, 2, 12], tied: [0, 4, 0]))
    #expect(try store.columnContradictions(of: record).isEmpty)
    try folder.execute(statement)
    let found = try store.columnContradictions(of: record)
    #expect(found.count == 1 && found[0].contains(problem), "\(found)")
  }
}
