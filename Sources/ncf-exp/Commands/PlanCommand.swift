import ArgumentParser
import NCFExperiments
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

  func run() throws {
    let plan = try Plan(
      specs: specs.map { try ExperimentSpec.read(file: $0) }, overrides: plan.overrides(),
      datasets: data.library)
    let statuses = try storedStatuses(of: plan)
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
    for absent in plan.absentDatasets {
      StandardError.write("absent: \(absent.problem) (\(absent.runCount) runs left out)")
    }
    let left = plan.runs.count { statuses[$0.identity] != .finished }
    print("\(plan.runs.count) runs, \(left) to do")
  }

  /// A database that does not exist yet has no runs.
  private func storedStatuses(of plan: Plan) throws -> [RunIdentity: RunRecord.Status] {
    guard store.exists else { return [:] }
    return try store.open(.readOnly).statuses(of: plan.runs.map(\.identity))
  }
}
