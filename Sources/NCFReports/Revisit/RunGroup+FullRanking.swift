/// Figures over the ranking of all unseen items; nil where an experiment has not asked for it.
extension RunGroup {
  /// The mean over users, at the best epoch.
  func full(_ metric: RankingMetric) -> Measurement? {
    measurement { record in
      record.result?.fullRanking.map { ranking in
        ranking.ranks.reduce(0) { $0 + metric.value(ofRank: $1) } / Double(max(1, ranking.ranks.count))
      }
    }
  }

  /// Each user's value, averaged over the repeats, in the order of the test task.
  func fullUserValues(_ metric: RankingMetric) -> [Double]? {
    Self.meanByUser(finished.compactMap { $0.result?.fullRanking?.ranks }, metric)
  }

  var fullReciprocalRank: Measurement? { measurement { $0.result?.fullRanking?.meanReciprocalRank } }

  /// To score and rank the whole catalogue for one user, on one thread.
  var microsecondsPerUser: Measurement? { measurement { $0.result?.fullRanking?.microsecondsPerUser } }

  /// Trainable parameters.
  var parameterCount: Int? { finished.first?.result?.parameterCount }
}
