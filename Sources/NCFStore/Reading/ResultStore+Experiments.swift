import GRDB
import NCFExperiments

extension ResultStore {
  /// All experiments, by name.
  public func experiments() throws -> [StoredExperiment] {
    try read { database in
      var runs: [Int64: [RunIdentity]] = [:]
      let members = try Row.fetchAll(
        database,
        sql: """
          SELECT experiment_runs.experiment_id, runs.identity
          FROM experiment_runs JOIN runs ON runs.id = experiment_runs.run_id
          ORDER BY experiment_runs.experiment_id, experiment_runs.position
          """)
      for row in members {
        runs[try row.decode(forColumn: "experiment_id"), default: []]
          .append(RunIdentity(digest: try row.decode(forColumn: "identity")))
      }
      let experiments = try Row.fetchAll(
        database, sql: "SELECT id, name, specification, registered_at FROM experiments ORDER BY name")
      return try experiments.map { row in
        StoredExperiment(
          name: try row.decode(forColumn: "name"),
          specification: try row.decode(forColumn: "specification"),
          registered: try Timestamp.date(row, "registered_at"),
          runs: runs[try row.decode(forColumn: "id")] ?? [])
      }
    }
  }
}
