import ArgumentParser
import NCFExperiments
import NCFModels
import NCFReports
import NCFStore

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "List the runs of specs without running them.",
    discussion: """
      Runs on data sets that are absent are listed as well, without an id, which depends on the data. Of a search, those
      runs are listed that stored results have decided on so far.

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
    // A database that does not exist yet has no runs.
    let stored = store.exists ? try store.open(.readOnly) : nil
    let plan = try Plan(
      specs: specs.map { try ExperimentSpec.found(as: $0) }, overrides: plan.overrides(),
      datasets: data.library, needsData: false
    ) { try stored?.records(of: $0) ?? [:] }
    let states = try stored?.states(of: plan.runs.map(\.identity)) ?? [:]
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
    if let later = plan.sequelText { print("later, when these have ended: \(later)") }
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

    /// What is planned when these runs have ended.
    struct Later: Encodable {
      let experiment: String
      /// trials, rung or refits
      let kind: String
      /// Nil for trials, whose number depends on how long they take.
      let runs: Int?
      /// Of a rung.
      let epochs: Int?
      /// That trials may take for training.
      let seconds: Double?
    }

    let experiments: [Experiment]
    let runs: [Run]
    let absent: [Absent]
    let later: [Later]

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
      later = plan.sequels.map { sequel in
        let name = sequel.experiment
        return switch sequel.kind {
        case .trials(let seconds):
          Later(experiment: name, kind: "trials", runs: nil, epochs: nil, seconds: seconds)
        case .rung(let epochs, let runs):
          Later(experiment: name, kind: "rung", runs: runs, epochs: epochs, seconds: nil)
        case .refits(let runs):
          Later(experiment: name, kind: "refits", runs: runs, epochs: nil, seconds: nil)
        }
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
}
