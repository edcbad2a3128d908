import NCFEvaluation
import NCFStatistics

/// Figures over the ranking of all unseen items; nil where an experiment has not asked for it.
extension RunGroup {
  /// The mean over users, at the best epoch.
  func full(_ metric: RankingMetric) -> Measurement? {
    measurement { $0.result?.fullRanking.map { metric.mean(of: $0.ranks) } }
  }

  /// Each user's value, averaged over the repeats, in the order of the test task.
  func fullUserValues(_ metric: RankingMetric) -> [Double]? {
    Self.meanByUser(finished.compactMap { $0.result?.fullRanking?.ranks }, metric)
  }

  /// To score and rank the whole catalogue for one user, on one thread.
  var microsecondsPerUser: Measurement? { measurement { $0.result?.fullRanking?.microsecondsPerUser } }

  /// Trainable parameters.
  var parameterCount: Int? { finished.first?.result?.parameterCount }
}
