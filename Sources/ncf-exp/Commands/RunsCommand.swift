import ArgumentParser
import Foundation
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFReports
import NCFStore

struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "List stored runs.",
    discussion: """
      EXAMPLES
        ncf-exp runs
        ncf-exp runs --experiment figure-6 --state finished
      """)

  @Option(help: "Only the runs of this experiment.", completion: .experiments)
  var experiment: String?
  @Option(help: "Only runs on this data set.", completion: .datasets)
  var dataset: String?
  @Option(
    name: [.customLong("method"), .customLong("model")], help: "Only runs of this method.",
    completion: .list(MethodRegistry.all.map(\.name)))
  var method: String?
  @Option(help: "Only runs with this many predictive factors.")
  var factors: Int?
  @Option(help: "Only runs in this state: planned, running, interrupted, finished or failed.")
  var state: RunState?
  @OptionGroup var json: JSONOption
  @OptionGroup var metrics: MetricOptions
  @OptionGroup var store: StoreOptions

  func run() throws {
    let runs = try store.open(.readOnly).runs(
      matching: RunFilter(
        experiment: experiment, dataset: dataset, method: method, factors: factors, state: state))
    if json.isChosen { return try JSONOutput.write(runs.map(RunDescription.init)) }
    let (metrics, listMetrics) = (metrics.metrics, metrics.listMetrics)
    let naming = RunNaming(of: runs.map(\.configuration))
    var table = TextTable(
      [
        ("run", .left), ("state", .left), ("configuration", .left), ("epoch", .right), ("best epoch", .right),
      ] + metrics.map { ("best \($0.title)", .right) } + metrics.map { ("last \($0.title)", .right) }
        + ListMetrics.Candidates.allCases.flatMap { candidates in
          listMetrics.map { ("\(candidates.rawValue) \($0.title)", .right) }
        })
    for run in runs {
      let figures = [run.best, run.last].flatMap { measured in
        metrics.map { measured?.value(of: $0)?.decimals(4) ?? "–" }
      }
      table.append(
        [
          run.identity.short, run.state.rawValue, naming[run.configuration],
          run.lastEpoch?.description ?? "–", run.bestEpoch?.description ?? "–",
        ] + figures
          + ListMetrics.Candidates.allCases.flatMap { candidates in
            listMetrics.map { $0.text(run.lists, among: candidates) }
          })
    }
    print(runs.isEmpty ? "no runs" : table.text)
    if let common = naming.common { print("all runs: \(common)") }
  }
}

extension RunState: ExpressibleByArgument {}

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one stored run: configuration, environment, and every epoch.",
    discussion: """
      EXAMPLE
        ncf-exp show 3f9a
      """)

  @Argument(
    help: ArgumentHelp("The beginning of a run's id, as ncf-exp runs lists it.", valueName: "run"),
    completion: .runs)
  var prefix: String
  @OptionGroup var json: JSONOption
  @OptionGroup var metrics: MetricOptions
  @OptionGroup var store: StoreOptions

  func run() throws {
    let store = try store.open(.readOnly)
    let summary = try store.run(withPrefix: prefix)
    let record = try store.records(of: [summary.identity])[summary.identity]
    if json.isChosen {
      return try JSONOutput.write(
        Report(run: RunDescription(summary), epochs: (record?.epochs ?? []).map(Epoch.init)))
    }
    let facts = facts(summary)
    let width = facts.map(\.0.count).max() ?? 0
    for (name, value) in facts {
      print(name + String(repeating: " ", count: width + 2 - name.count) + value)
    }
    guard let record else { return }
    print()
    print(epochTable(record).text)
  }

  private struct Report: Encodable {
    let run: RunDescription
    let epochs: [Epoch]
  }

  private struct Epoch: Encodable {
    let epoch: Int
    let loss: Double?
    let metrics: MetricLists
    let trainingSeconds: Double
    let evaluationSeconds: Double

    init(_ record: EpochRecord) {
      (epoch, loss, metrics) = (record.epoch, record.loss, MetricLists(record.metrics))
      (trainingSeconds, evaluationSeconds) = (record.trainingSeconds, record.evaluationSeconds)
    }
  }

  /// What the table of epochs shows unless somebody asks for something else.
  private static let usualMetrics: [RankingMetric] = [
    .hitRatio(at: 1), .hitRatio(at: 5), .hitRatio(at: 10), .ndcg(at: 5), .ndcg(at: 10),
  ]

  private func facts(_ run: RunSummary) -> [(String, String)] {
    var facts = [
      ("run", run.identity.digest), ("name", RunNaming(of: [run.configuration])[run.configuration]),
      ("state", run.state.rawValue + (run.failure.map { ": \($0)" } ?? "")),
      ("data set", "\(run.configuration.dataset) (digest \(run.datasetDigest.prefix(12)))"),
      ("method", run.configuration.method),
      ("selection", run.configuration.selectionWords),
    ]
    facts += run.configuration.evaluation.deviations.map { ($0.key, $0.value) }
    facts += run.configuration.values.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
    if let environment = run.environment {
      facts += [
        ("engine", "\(environment.engineVersion), numerics \(environment.numericsVersion)"),
        ("commit", environment.gitCommit ?? "none"), ("host", environment.host),
        ("processor", environment.processor), ("toolchain", environment.toolchain),
      ]
    }
    if let started = run.started { facts.append(("started", started.ISO8601Format())) }
    if let ended = run.ended { facts.append(("ended", ended.ISO8601Format())) }
    if let count = run.parameterCount { facts.append(("parameters", "\(count)")) }
    if let epoch = run.bestEpoch, let best = run.best {
      facts.append(("best", "epoch \(epoch)  \(best.summary)"))
    }
    if let last = run.last { facts.append(("last", last.summary)) }
    let metrics = metrics.chosen?.listMetrics ?? ListMetricRegistry.all
    if let lists = run.lists, !metrics.isEmpty {
      for candidates in ListMetrics.Candidates.allCases {
        let values = metrics.map { "\($0.title) \($0.text(lists, among: candidates))" }
        facts.append(("\(candidates.rawValue) lists", values.joined(separator: "  ")))
      }
    }
    return facts
  }

  private func epochTable(_ record: RunRecord) -> TextTable {
    let metrics = metrics.chosen?.metrics ?? Self.usualMetrics
    var table = TextTable(
      [("epoch", .right), ("loss", .right)] + metrics.map { ($0.title, .right) }
        + [("training", .right), ("evaluation", .right)])
    for epoch in record.epochs {
      table.append(
        ["\(epoch.epoch)", epoch.loss?.decimals(4) ?? "–"]
          + metrics.map { epoch.metrics.value(of: $0)?.decimals(4) ?? "–" }
          + ["\(epoch.trainingSeconds.decimals(3)) s", "\(epoch.evaluationSeconds.decimals(3)) s"])
    }
    return table
  }
}

/// A run as `--json` describes it; docs/json.md says what the keys mean.
struct RunDescription: Encodable {
  let run: RunIdentity
  let state: String
  let failure: String?
  let dataset: String
  let datasetDigest: String
  let method: String
  let selection: String
  /// By the keys of specs.
  let `protocol`: [String: String]
  let settings: [String: ParameterValue]
  let environment: RunEnvironment?
  let started: String?
  let ended: String?
  let lastEpoch: Int?
  let bestEpoch: Int?
  let best: MetricLists?
  let last: MetricLists?
  let topLists: TopListValues?
  let parameterCount: Int?

  init(_ summary: RunSummary) {
    run = summary.identity
    state = summary.state.rawValue
    failure = summary.failure
    dataset = summary.configuration.dataset
    datasetDigest = summary.datasetDigest
    method = summary.configuration.method
    selection = summary.configuration.selection.rawValue
    `protocol` = Dictionary(uniqueKeysWithValues: summary.configuration.evaluation.texts)
    settings = summary.configuration.values.values
    environment = summary.environment
    started = summary.started?.ISO8601Format()
    ended = summary.ended?.ISO8601Format()
    lastEpoch = summary.lastEpoch
    bestEpoch = summary.bestEpoch
    best = summary.best.map(MetricLists.init)
    last = summary.last.map(MetricLists.init)
    topLists = summary.lists.map(TopListValues.init)
    parameterCount = summary.parameterCount
  }
}

/// Every metric at K = 1 … 10 that was kept, by the metrics' keys.
struct MetricLists: Encodable {
  private let lists: [String: [Double]]

  init(_ metrics: RankingMetrics) {
    lists = Dictionary(
      uniqueKeysWithValues: MetricRegistry.all.compactMap { metric in
        metrics.values(of: metric).map { (metric.key, $0) }
      })
  }

  func encode(to encoder: any Encoder) throws { try lists.encode(to: encoder) }
}

/// What is in the lists of the best items: `sampled` and `full`, each by the metrics' names.
struct TopListValues: Encodable {
  private let values: [String: [String: Double]]

  init(_ metrics: ListMetrics) {
    values = Dictionary(uniqueKeysWithValues: metrics.values.map { ($0.key.rawValue, $0.value) })
  }

  func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }
}

extension ListMetric {
  /// Its value in a table; a dash if it is not known.
  func text(_ metrics: ListMetrics?, among candidates: ListMetrics.Candidates) -> String {
    metrics?.value(of: self, among: candidates)?.decimals(decimals) ?? "–"
  }
}

extension RunConfiguration {
  /// Which epoch counts, in words.
  var selectionWords: String {
    switch selection {
    case .test, .validation: "best epoch by \(evaluation.selectBy.title) on the \(selection.rawValue) task"
    case .last: "the last epoch counts"
    }
  }
}
