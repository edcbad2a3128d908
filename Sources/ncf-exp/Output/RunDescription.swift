import Foundation
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStore

/// A run as `--json` describes it; docs/json.md says what the keys mean.
struct RunDescription: Encodable {
  let run: RunIdentity
  let state: String
  let failure: String?
  let dataset: String
  let datasetDigest: String
  let model: String
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
  let parameterCount: Int?

  init(_ summary: RunSummary) {
    run = summary.identity
    state = summary.state.rawValue
    failure = summary.failure
    dataset = summary.configuration.dataset
    datasetDigest = summary.datasetDigest
    model = summary.configuration.method
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
