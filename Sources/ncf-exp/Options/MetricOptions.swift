import ArgumentParser
import Foundation
import NCFEvaluation

/// Which metrics a table or report shows.
struct MetricOptions: ParsableArguments {
  @Option(
    name: .customLong("metrics"),
    help: ArgumentHelp(
      "Metrics to show, such as hr@5,ndcg@10,mrr (default: the paper's, hr@10,ndcg@10). There are "
        + MetricRegistry.all.map { $0.title.lowercased() }.joined(separator: ", ") + ".",
      valueName: "list"))
  var chosen: MetricList?

  var metrics: [RankingMetric] { chosen?.metrics ?? RankingMetric.paper }
}

/// Metrics by their names, with commas between them.
struct MetricList: ExpressibleByArgument {
  let metrics: [RankingMetric]

  init?(argument: String) {
    let names = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    metrics = names.compactMap(RankingMetric.init(named:))
    guard !names.isEmpty, metrics.count == names.count else { return nil }
  }
}
