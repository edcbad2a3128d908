import GRDB
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments

/// Full rankings, which may be added to a run that was finished without one.
extension ResultStore {
  public func fullyRanked(of identities: [RunIdentity]) throws -> Set<RunIdentity> {
    try read { database in
      let digests = try String.fetchAll(
        database,
        sql: """
          SELECT runs.identity FROM full_rankings JOIN runs ON runs.id = full_rankings.run_id
          WHERE runs.identity IN (SELECT value FROM json_each(?))
          """,
        arguments: [try jsonList(identities)])
      return Set(digests.map { RunIdentity(digest: $0) })
    }
  }

  /// A ranking that is there already stays.
  public func saveFullRanking(_ ranking: FullRanking, of identity: RunIdentity) throws {
    try write { database in
      guard let row = try RunRow.fetch(database, identity), row.status == .finished else {
        throw InputError(
          .cannotWrite, file: path, place: identity.short,
          problem: "a full ranking belongs to a finished run, and this one is not")
      }
      if try !row.hasFullRanking(database) { try row.write(database, ranking) }
    }
  }
}

extension RunRow {
  func hasFullRanking(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT 1 FROM full_rankings WHERE run_id = ?", arguments: [id]) != nil
  }
}
