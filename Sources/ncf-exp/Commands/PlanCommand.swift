import ArgumentParser
import NCFExperiments
import NCFModels
import NCFReports
import NCFStore

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "List the runs of specs without running them.",
    discussion: """
      Runs on data sets that are absent are listed as well, without an id, which depends on the data.

      EXAMPLE
        ncf-exp plan experiments/neg_ratio.json --set factors=8
      """)

  @Argument(help: ArgumentHelp("Spec files.", valueName: "spec"), completion: .file(extensions: ["json"]))
  var specs: [String]

  @OptionGroup var plan: PlanOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var json: JSONOption

  func run() throws {
    let plan = try Plan(
      specs: specs.map { try ExperimentSpec.read(file: $0) }, overrides: plan.overrides(),
      datasets: data.library, needsData: false)
    let states = try storedStates(of: plan)
    if json.isChosen { return try JSONOutput.write(Report(plan, states)) }
    let absent = plan.absentDatasets
    let naming = RunNaming(of: plan.runs.map(\.configuration) + absent.flatMap(\.runs))
    var table = TextTable([("run", .left), ("state", .left), ("configuration", .left), ("epochs", .right)])
    func append(_ configuration: RunConfiguration, _ identity: String, _ state: String, isAdded: Bool) {
      table.append([
        identity, state, naming[configuration] + (isAdded ? " (for pre-training)" : ""),
        configuration.values[.epochs]?.description ?? "–",
      ])
    }
    for run in plan.runs {
      append(
        run.configuration, run.identity.short, (states[run.identity] ?? .planned).rawValue,
        isAdded: plan.addedPrerequisites.contains(run.identity))
    }
    for dataset in absent {
      for run in dataset.runs {
        append(run, "–", "no data", isAdded: dataset.addedPrerequisites.contains(run))
      }
    }
    print(table.text)
    if let common = naming.common { print("all runs: \(common)") }
    for dataset in absent { StandardError.write("absent: \(dataset.problem)") }
    let waiting = absent.reduce(0) { $0 + $1.runs.count }
    let left = plan.runs.count { states[$0.identity] != .finished }
    print(
      "\(plan.runs.count + waiting) runs, \(left + waiting) not finished"
        + (waiting == 0 ? "" : ", \(waiting) of them when their data are there"))
  }

  private struct Report: Encodable {
    struct Run: Encodable {
      let run: RunIdentity
      /// A `RunState`.
      let state: String
      let dataset: String
      let datasetDigest: String
      let method: String
      let selection: String
      /// By the keys of specs.
      let `protocol`: [String: String]
      let settings: [String: ParameterValue]
      /// The runs that it starts from, by role.
      let prerequisites: [String: RunIdentity]
      /// Whether no spec asks for it, and others start from it.
      let isAdded: Bool
    }

    struct Experiment: Encodable {
      let name: String
      let runs: [RunIdentity]
    }

    /// A run on a data set that is absent has no id.
    struct AbsentRun: Encodable {
      let dataset: String
      let method: String
      let selection: String
      let `protocol`: [String: String]
      let settings: [String: ParameterValue]
      let isAdded: Bool
    }

    struct Absent: Encodable {
      let dataset: String
      let problem: String
      /// Without those that no spec asks for.
      let runsLeftOut: Int
      let runs: [AbsentRun]
    }

    let experiments: [Experiment]
    let runs: [Run]
    let absent: [Absent]

    init(_ plan: Plan, _ states: [RunIdentity: RunState]) {
      experiments = plan.experiments.map { Experiment(name: $0.name, runs: $0.runs) }
      runs = plan.runs.map { run in
        Run(
          run: run.identity, state: (states[run.identity] ?? .planned).rawValue,
          dataset: run.configuration.dataset, datasetDigest: run.datasetDigest,
          method: run.configuration.method, selection: run.configuration.selection.rawValue,
          protocol: Dictionary(uniqueKeysWithValues: run.configuration.evaluation.texts),
          settings: run.configuration.values.values, prerequisites: run.prerequisites,
          isAdded: plan.addedPrerequisites.contains(run.identity))
      }
      absent = plan.absentDatasets.map { dataset in
        Absent(
          dataset: dataset.name, problem: dataset.problem, runsLeftOut: dataset.runCount,
          runs: dataset.runs.map { run in
            AbsentRun(
              dataset: run.dataset, method: run.method, selection: run.selection.rawValue,
              protocol: Dictionary(uniqueKeysWithValues: run.evaluation.texts), settings: run.values.values,
              isAdded: dataset.addedPrerequisites.contains(run))
          })
      }
    }
  }

  /// A database that does not exist yet has no runs.
  private func storedStates(of plan: Plan) throws -> [RunIdentity: RunState] {
    guard store.exists else { return [:] }
    return try store.open(.readOnly).states(of: plan.runs.map(\.identity))
  }
}
