import ArgumentParser
import Foundation
import NCFEvaluation
import NCFExperiments
import NCFReports
import NCFStore

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
