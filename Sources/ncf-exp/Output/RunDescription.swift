import Foundation
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFStore

/// A run as `--json` describes it; docs/json.md says what the keys mean.
struct RunDescription: Encodable {
  struct Metrics: Encodable {
    /// HR@1 … HR@10.
    let hitRatios: [Double]
    /// NDCG@1 … NDCG@10.
    let ndcgs: [Double]
  }

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
  let best: Metrics?
  let last: Metrics?
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
    best = summary.best.map(Metrics.init)
    last = summary.last.map(Metrics.init)
    parameterCount = summary.parameterCount
  }
}

extension RunDescription.Metrics {
  init(_ metrics: RankingMetrics) { self.init(hitRatios: metrics.hitRatios, ndcgs: metrics.ndcgs) }
}
