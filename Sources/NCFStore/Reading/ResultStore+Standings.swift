import GRDB
import NCFEvaluation
import NCFExperiments

extension ResultStore {
  /// How far each run has come that a filter lets through, in the order of `runs(matching:)`.
  public func standings(matching filter: RunFilter = RunFilter()) throws -> [WatchedRun] {
    let runs = try runs(matching: filter)
    let list = try jsonList(runs.map(\.identity))
    let (latest, paces) = try read { (try Self.latestEpochs($0, list), try Self.paces($0, list)) }
    return runs.map { run in
      WatchedRun(
        summary: run, latest: latest[run.identity.digest], secondsPerEpoch: paces[run.identity.digest])
    }
  }

  /// - Parameter list: Identities as a JSON list.
  private static func latestEpochs(_ database: Database, _ list: String) throws -> [String: EpochRecord] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT runs.identity, \(EpochRecord.columns) FROM runs JOIN epochs ON epochs.run_id = runs.id
        \(EpochRecord.join) WHERE runs.identity IN (SELECT value FROM json_each(?))
          AND epochs.epoch = (SELECT max(epoch) FROM epochs AS own WHERE own.run_id = runs.id)
        """,
      arguments: [list])
    var latest: [String: EpochRecord] = [:]
    for row in rows {
      latest[try row.decode(forColumn: "identity")] = try EpochRecord(row)
    }
    return latest
  }

  /// - Parameter list: Identities as a JSON list.
  private static func paces(_ database: Database, _ list: String) throws -> [String: Double] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT runs.identity, avg(training_seconds + evaluation_seconds) AS pace
        FROM runs JOIN epochs ON epochs.run_id = runs.id
        WHERE runs.identity IN (SELECT value FROM json_each(?)) AND epochs.epoch > 0 GROUP BY runs.id
        """,
      arguments: [list])
    var paces: [String: Double] = [:]
    for row in rows { paces[try row.decode(forColumn: "identity")] = try row.decode(forColumn: "pace") }
    return paces
  }
}
