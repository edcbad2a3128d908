import GRDB
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments

extension ResultStore {
  /// The runs that a filter lets through, in the order in which they were first asked for; those of one
  /// experiment in the order of its plan.
  public func runs(matching filter: RunFilter = RunFilter()) throws -> [RunSummary] {
    var conditions: [String] = []
    var arguments = StatementArguments()
    func require(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      conditions.append(condition)
      arguments += [value]
    }
    var clauses = ""
    if filter.experiment != nil {
      clauses = """
        JOIN experiment_runs ON experiment_runs.run_id = runs.id
        JOIN experiments ON experiments.id = experiment_runs.experiment_id
        """
    }
    require("experiments.name = ?", filter.experiment)
    require("runs.dataset = ?", filter.dataset)
    require("runs.method = ?", filter.method)
    require("runs.factors = ?", filter.factors)
    if !conditions.isEmpty { clauses += " WHERE \(conditions.joined(separator: " AND "))" }
    clauses += " ORDER BY \(filter.experiment == nil ? "runs.id" : "experiment_runs.position")"

    // Whether a run is still going on is not in the database: it is asked of its process.
    return try read { try StoredRun.fetchAll($0, clauses, arguments).map(\.summary) }
      .filter { filter.state == nil || $0.state == filter.state }
  }

  /// The one run whose identity begins with `prefix`.
  /// - Throws: `InputError` if there is none, or more than one; it then lists some of them.
  public func run(withPrefix prefix: String) throws -> RunSummary {
    let digits = prefix.lowercased()
    guard !digits.isEmpty, digits.utf8.count <= 64, digits.allSatisfy("0123456789abcdef".contains) else {
      throw InputError(
        .badContent, problem: "expected the first digits of a run's identity, found \"\(prefix)\"",
        remedy: "ncf-exp runs lists all runs")
    }
    let found = try read {
      // "g" follows every hexadecimal digit.
      try StoredRun.fetchAll(
        $0, "WHERE runs.identity >= ? AND runs.identity < ? ORDER BY runs.identity LIMIT 6",
        [digits, digits + "g"])
    }.map(\.summary)
    guard let run = found.first else {
      throw InputError(
        .missing, file: path, problem: "no run's identity begins with \(digits)",
        remedy: "ncf-exp runs lists all runs")
    }
    guard found.count == 1 else {
      let length = max(12, digits.count + 4)
      let candidates = found.prefix(5).map {
        "\($0.identity.digest.prefix(length)) (\($0.configuration.method) on \($0.configuration.dataset))"
      }
      throw InputError(
        .badContent, file: path, problem: "several runs' identities begin with \(digits)",
        remedy: "give more digits: " + candidates.joined(separator: ", ") + (found.count > 5 ? ", …" : ""))
    }
    return run
  }
}

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
