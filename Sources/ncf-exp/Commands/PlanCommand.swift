import ArgumentParser
import NCFExperiments
import NCFModels
import NCFReports
import NCFStore

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "List the runs of specs without running them.",
    discussion: """
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
      datasets: data.library)
    let statuses = try storedStatuses(of: plan)
    if json.isChosen { return try JSONOutput.write(Report(plan, statuses)) }
    var table = TextTable([("run", .left), ("state", .left), ("configuration", .left), ("epochs", .right)])
    for run in plan.runs {
      let values = run.configuration.values
      table.append([
        run.identity.short, statuses[run.identity]?.rawValue ?? "to do",
        run.configuration.label
          + (plan.addedPrerequisites.contains(run.identity) ? " (for pre-training)" : ""),
        values[.epochs]?.description ?? "–",
      ])
    }
    print(table.text)
    plan.nameAbsentDatasets()
    let left = plan.runs.count { statuses[$0.identity] != .finished }
    print("\(plan.runs.count) runs, \(left) to do")
  }

  private struct Report: Encodable {
    struct Run: Encodable {
      let run: RunIdentity
      /// "to do", or what is stored: running, finished or failed.
      let state: String
      let dataset: String
      let datasetDigest: String
      let model: String
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

    struct Absent: Encodable {
      let dataset: String
      let problem: String
      let runsLeftOut: Int
    }

    let experiments: [Experiment]
    let runs: [Run]
    let absent: [Absent]

    init(_ plan: Plan, _ statuses: [RunIdentity: RunRecord.Status]) {
      experiments = plan.experiments.map { Experiment(name: $0.name, runs: $0.runs) }
      runs = plan.runs.map { run in
        Run(
          run: run.identity, state: statuses[run.identity]?.rawValue ?? "to do",
          dataset: run.configuration.dataset, datasetDigest: run.datasetDigest,
          model: run.configuration.method, selection: run.configuration.selection.rawValue,
          protocol: Dictionary(uniqueKeysWithValues: run.configuration.evaluation.texts),
          settings: run.configuration.values.values, prerequisites: run.prerequisites,
          isAdded: plan.addedPrerequisites.contains(run.identity))
      }
      absent = plan.absentDatasets.map {
        Absent(dataset: $0.name, problem: $0.problem, runsLeftOut: $0.runCount)
      }
    }
  }

  /// A database that does not exist yet has no runs.
  private func storedStatuses(of plan: Plan) throws -> [RunIdentity: RunRecord.Status] {
    guard store.exists else { return [:] }
    return try store.open(.readOnly).statuses(of: plan.runs.map(\.identity))
  }
}
