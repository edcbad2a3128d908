/// How a method is measured on the test task: a metric, and what the held-out items are ranked among.
enum Yardstick: Hashable, Sendable {
  /// The 99 sampled negatives of the paper.
  case sampled(RankingMetric)
  /// All items that the user has not interacted with.
  case full(RankingMetric)

  /// Both metrics at 10, sampled and full: what methods are compared by.
  static let compared: [Yardstick] = [
    .sampled(.hitRatio(at: 10)), .sampled(.ndcg(at: 10)), .full(.hitRatio(at: 10)), .full(.ndcg(at: 10)),
  ]

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
