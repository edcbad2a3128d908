import NCFEvaluation
import NCFStatistics

/// How a method is measured on the test task: a metric, and what the held-out items are ranked among.
enum Yardstick: Hashable, Sendable {
  /// The 99 sampled negatives of the paper.
  case sampled(RankingMetric)
  /// All items that the user has not interacted with.
  case full(RankingMetric)

  /// Each metric, sampled and full: what methods are compared by.
  static func compared(by metrics: [RankingMetric]) -> [Yardstick] {
    metrics.map(Yardstick.sampled) + metrics.map(Yardstick.full)
  }

  /// "NDCG@10, sampled".
  var title: String {
    switch self {
    case .sampled(let metric): "\(metric.title), sampled"
    case .full(let metric): "\(metric.title), full"
    }
  }

  /// The mean over users at the best epoch; nil if there is no result, or it has no full ranking.
  func measurement(of group: RunGroup) -> Measurement? {
    switch self {
    case .sampled(let metric): group.best(metric)
    case .full(let metric): group.full(metric)
    }
  }

  /// Each user's value, averaged over the repeats.
  func userValues(of group: RunGroup) -> [Double]? {
    switch self {
    case .sampled(let metric): group.userValues(metric)
    case .full(let metric): group.fullUserValues(metric)
    }
  }
}
