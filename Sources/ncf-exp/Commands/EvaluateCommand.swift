import ArgumentParser
import NCFDiagnostics
import NCFEvaluation
import NCFModels

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure trained weights on a data set's test task: every metric for K from 1 to 10.",
    discussion: """
      The method is recognised by the tensors, or by what ncf-exp train wrote beside them. docs/weights.md has their names, and how PyTorch and NumPy read them.

      EXAMPLES
        ncf-exp evaluate --weights neumf.safetensors --dataset ml-1m
        ncf-exp evaluate --weights 'ml-1m_GMF_8_1501651698.h5' --dataset ml-1m
        ncf-exp evaluate --run 3f9a --full
      """)

  @OptionGroup var model: ModelOptions
  @Option(
    help: ArgumentHelp(
      "Whether items of the same score count against or for the test item, or average over all their orders "
        + "(default: against; of a run, as it was measured).", valueName: "rule"))
  var ties: TieRule?
  @Flag(
    help: """
      Rank the test items among all items that their users have not interacted with, too, and measure what is in the \
      lists of the best ten: how many items, how even, how popular.
      """)
  var full = false
  @Flag(help: "One JSON object, for programs.")
  var json = false

  func run() throws {
    let trained = try model.load()
    let evaluator = Evaluator(task: trained.dataset.test, ties: ties ?? trained.ties)
    let metrics = RankingMetrics(ranks: evaluator.ranks(of: trained.recommender))
    let lists = ListEvaluator(
      task: trained.dataset.test, known: trained.dataset.training, ties: evaluator.ties)
    let ranking = full ? lists.fullRanking(by: trained.recommender) : nil
    if json {
      return try JSONOutput.write(
        Report(
          method: trained.method, dataset: trained.dataset.name, cases: trained.dataset.test.caseCount,
          ties: evaluator.ties.rawValue, metrics: MetricLists(metrics),
          full: ranking.map { MetricLists(RankingMetrics(ranks: $0.ranks)) },
          topLists: ranking?.lists.map(TopListValues.init)))
    }
    let title = MethodRegistry.method(named: trained.method)?.title ?? trained.method
    print("\(title) on \(trained.dataset.name), \(trained.dataset.test.caseCount) test cases")
    print(Self.table(metrics).text)
    guard let ranking else { return }
    print("\nAmong all unseen items, in \(ranking.microsecondsPerUser.decimals(0)) µs for each case")
    print(Self.table(RankingMetrics(ranks: ranking.ranks)).text)
    print("\nThe lists of the best ten")
    print(Self.table(ranking.lists).text)
  }

  private static func table(_ metrics: RankingMetrics) -> TextTable {
    var table = TextTable([("K", .right)] + MetricRegistry.all.map { ("\($0.title)@K", .right) })
    for cutoff in 1...RankingMetrics.largestCutoff {
      table.append(
        ["\(cutoff)"]
          + MetricRegistry.all.map {
            metrics.value(of: RankingMetric($0, at: cutoff))?.decimals(4) ?? "–"
          })
    }
    return table
  }

  private static func table(_ lists: ListMetrics?) -> TextTable {
    var table = TextTable([("", .left), ("among samples", .right), ("among all items", .right)])
    for metric in ListMetricRegistry.all {
      table.append([metric.title] + ListMetrics.Candidates.allCases.map { metric.text(lists, among: $0) })
    }
    return table
  }

  private struct Report: Encodable {
    let method: String
    let dataset: String
    let cases: Int
    let ties: String
    let metrics: MetricLists
    let full: MetricLists?
    let topLists: TopListValues?

    private enum Key: String, CodingKey { case method, dataset, cases, ties, full, topLists }

    /// The lists stand beside the rest.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(method, forKey: .method)
      try container.encode(dataset, forKey: .dataset)
      try container.encode(cases, forKey: .cases)
      try container.encode(ties, forKey: .ties)
      try container.encodeIfPresent(full, forKey: .full)
      try container.encodeIfPresent(topLists, forKey: .topLists)
      try metrics.encode(to: encoder)
    }
  }
}

extension TieRule: ExpressibleByArgument {}
