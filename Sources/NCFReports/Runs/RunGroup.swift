import NCFEvaluation
import NCFExperiments
import NCFStatistics

/// A configuration and its repeats, which differ in nothing but the seed.
public struct RunGroup: Hashable, Sendable {
  /// Without the seed.
  public let configuration: RunConfiguration
  /// The planned repeats, each identity once, in the order of the plan.
  public let planned: [PlannedRun]
  /// The repeats that are finished, in the order of the plan.
  public let finished: [RunRecord]

  /// The mean over the finished repeats; nil if there are none, or if `value` is nil for all.
  func measurement(_ value: (RunRecord) -> Double?) -> Measurement? {
    Measurement(of: finished.compactMap(value))
  }

  /// The same with only those finished repeats whose seeds another group has finished as well.
  func sharingSeeds(with other: RunGroup) -> RunGroup {
    let seeds = Set(other.finished.map(\.configuration.seed))
    return RunGroup(
      configuration: configuration, planned: planned,
      finished: finished.filter { seeds.contains($0.configuration.seed) })
  }

  /// The figure at the best epoch, on the test task.
  func best(_ metric: RankingMetric) -> Measurement? {
    measurement { $0.result?.value(of: metric) }
  }

  /// The figure at the last epoch, on the test task; nil also if it was not kept of every repeat.
  func last(_ metric: RankingMetric) -> Measurement? {
    let values = finished.map { $0.result?.last.value(of: metric) }
    return values.contains(nil) ? nil : Measurement(of: values.compactMap { $0 })
  }

  /// HR@10, or what else the protocol selects by, at the best epoch on the task by which epochs and hyperparameters are
  /// selected.
  var selectionScore: Double? {
    let metric = configuration.evaluation.selectBy
    return measurement { record in
      guard let result = record.result else { return nil }
      let epoch = record.epochs.first { $0.epoch == result.bestEpoch }
      return (epoch?.metrics ?? result.best).value(of: metric)
    }?.mean
  }

  /// Each user's value at the best epoch, averaged over the repeats, in the order of the test task; nil if no
  /// repeat is finished or the repeats tested different users.
  func userValues(_ metric: RankingMetric) -> [Double]? {
    Self.meanByUser(finished.compactMap { $0.result?.bestRanks }, metric)
  }

  /// Each user's value, averaged over several samples of ranks.
  static func meanByUser(_ samples: [Ranks], _ metric: RankingMetric) -> [Double]? {
    guard let count = samples.first?.count, count > 0, samples.allSatisfy({ $0.count == count }) else {
      return nil
    }
    var sums = [Double](repeating: 0, count: count)
    for ranks in samples {
      for (user, rank) in ranks.enumerated() { sums[user] += metric.value(of: rank) }
    }
    return sums.map { $0 / Double(samples.count) }
  }
}
