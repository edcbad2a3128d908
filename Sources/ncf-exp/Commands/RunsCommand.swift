import ArgumentParser
import NCFModels
import NCFReports
import NCFStore

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List stored runs.",
    discussion: """
      EXAMPLES
        ncf-exp runs
        ncf-exp runs --experiment neg_ratio --state finished
      """)

  @Option(help: "Only the runs of this experiment.", completion: .experiments)
  var experiment: String?
  @Option(help: "Only runs on this data set.", completion: .datasets)
  var dataset: String?
  @Option(help: "Only runs of this method.", completion: .list(MethodRegistry.all.map(\.name)))
  var model: String?
  @Option(help: "Only runs with this many predictive factors.")
  var factors: Int?
  @Option(help: "Only runs in this state: planned, running, interrupted, finished or failed.")
  var state: RunSummary.State?
  @OptionGroup var json: JSONOption
  @OptionGroup var metrics: MetricOptions
  @OptionGroup var store: StoreOptions

  func run() throws {
    let runs = try store.open(.readOnly).runs(
      matching: RunFilter(
        experiment: experiment, dataset: dataset, method: model, factors: factors, state: state))
    if json.isChosen { return try JSONOutput.write(runs.map(RunDescription.init)) }
    let metrics = metrics.metrics
    let naming = RunNaming(of: runs.map(\.configuration))
    var table = TextTable(
      [
        ("run", .left), ("state", .left), ("configuration", .left), ("epoch", .right), ("best epoch", .right),
      ] + metrics.map { ("best \($0.title)", .right) } + metrics.map { ("last \($0.title)", .right) })
    for run in runs {
      let figures = [run.best, run.last].flatMap { measured in
        metrics.map { measured?.value(of: $0)?.decimals(4) ?? "–" }
      }
      table.append(
        [
          run.identity.short, run.state.rawValue, naming[run.configuration],
          run.lastEpoch?.description ?? "–", run.bestEpoch?.description ?? "–",
        ] + figures)
    }
    print(runs.isEmpty ? "no runs" : table.text)
    if let common = naming.common { print("all runs: \(common)") }
  }
}

extension RunSummary.State: ExpressibleByArgument {}
