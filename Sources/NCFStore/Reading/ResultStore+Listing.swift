import GRDB
import NCFDiagnostics
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
