import Foundation
import GRDB
import NCFExperiments
import NCFStore
import NCFTestSupport
import Testing

@Suite("Databases of an earlier release") struct MigrationTests {
  let folder: TemporaryFolder
  let identities = (0..<40).map(Sample.identity)

  init() throws { folder = try TemporaryFolder(inMemory: true) }

  /// A database as release 0.1.0 made it, but for what the second migration changes.
  private func makeOlderDatabase() throws -> [RunIdentity: RunRecord] {
    let store = try folder.store()
    for number in 0..<40 { try Sample.finish(Sample.run(number), number, in: store) }
    let records = try store.records(of: identities)
    try folder.execute(
      """
      DROP VIEW run_summary; DROP TABLE full_rankings; CREATE VIEW run_summary AS SELECT 1;
      DELETE FROM grdb_migrations WHERE identifier LIKE '002%';
      """)
    return records
  }

  @Test func areMigratedWithAllTheirRuns() throws {
    let before = try makeOlderDatabase()
    #expect(try folder.store().records(of: identities) == before)
    let names = try DatabaseQueue(path: folder.path("ncf.sqlite")).read {
      try String.fetchAll($0, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier")
    }
    #expect(names.count == 2 && names[1].hasPrefix("002"))
  }

  /// The process dies in the midst of a migration that has already written to the log: what the files hold then is
  /// copied, as a dead process leaves it, and opened.
  @Test(arguments: [1, 3, 5]) func survivesAMigrationThatWasInterrupted(statementCount: Int) throws {
    let before = try makeOlderDatabase()
    let statements = [
      "DROP VIEW run_summary", "CREATE TABLE full_rankings (run_id INTEGER PRIMARY KEY)",
      "UPDATE ranks SET ranks = zeroblob(20000)", "DELETE FROM epochs",
      "INSERT INTO grdb_migrations (identifier) VALUES ('002 full rankings')",
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
    #expect(try store.fullyRanked(of: identities).isEmpty)
    let check = try DatabaseQueue(path: folder.path("dead.sqlite")).read {
      try String.fetchAll($0, sql: "PRAGMA integrity_check")
    }
    #expect(check == ["ok"])
  }
}
