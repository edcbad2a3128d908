import Foundation
import GRDB
import NCFStore
import NCFTestSupport
import Testing

/// What a person sees who opens the database with `sqlite3`.
@Suite struct ViewTests {
  @Test func views() throws {
    let folder = try TemporaryFolder()
    let store = try folder.store()
    try store.register(experiment: "e", specification: "{}", runs: [1, 2, 3].map { Sample.run($0) })
    try Sample.finish(Sample.run(1), 1, in: store)
    _ = try store.begin(Sample.run(2), environment: Sample.environment)
    try store.fail(Sample.identity(2), reason: "why")

    try DatabaseQueue(path: folder.path("ncf.sqlite")).read { database in
      let run = try #require(
        try Row.fetchOne(database, sql: "SELECT * FROM run_summary WHERE status = 'finished'"))
      #expect(run["run"] == Sample.identity(1).short)
      #expect(run["dataset"] == "ml-1m")
      #expect(run["method"] == "neumf")
      #expect(run["factors"] == 8)
      #expect(run["layers"] == "[64,32,16,8]")
      #expect(run["negatives"] == 4)
      #expect(run["seed"] == 1)
      #expect(run["selection"] == "test")
      #expect(run["epochs_done"] == 2)
      #expect(run["best_epoch"] == 1)
      #expect(run["best_hr_10"] == Sample.result(1).best.hitRatio(at: 10))
      #expect(run["last_ndcg_10"] == Sample.result(1).last.ndcg(at: 10))

      let experiment = try #require(try Row.fetchOne(database, sql: "SELECT * FROM experiment_summary"))
      #expect(experiment["experiment"] == "e")
      #expect(experiment["runs"] == 3)
      #expect(experiment["finished"] == 1)
      #expect(experiment["failed"] == 1)

      let blob = try #require(try Data.fetchOne(database, sql: "SELECT ranks FROM ranks"))
      #expect(blob.count == 100)
      #expect(UInt32(blob[2]) | UInt32(blob[3]) << 8 == Sample.ranks(1)[1].place)
      #expect(try Int.fetchOne(database, sql: "SELECT bits FROM ranks") == 16)
    }
  }
}
