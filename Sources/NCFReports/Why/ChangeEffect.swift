import NCFEvaluation
import NCFExperiments
import NCFStatistics

/// What a change did to one method.
struct ChangeEffect {
  let change: SettingChange
  let reference: RunGroup
  let group: RunGroup
  /// Each metric against the reference's, with tests over users; none if runs are missing.
  var comparisons: [Comparison]

  /// "NeuMF, pre-trained".
  var method: String { Self.title(of: group.configuration) }

  static func title(of configuration: RunConfiguration) -> String {
    MethodStyle.of(configuration.method).title + (configuration.isPretrained == true ? ", pre-trained" : "")
  }

  func comparison(_ metric: RankingMetric) -> Comparison? {
    comparisons.first { $0.metric == metric.title }
  }

  /// The difference of runs of one seed: its mean and spread over the seeds that both have.
  func difference(_ metric: RankingMetric) -> Measurement? {
    let usual = Dictionary(
      reference.finished.compactMap { record in
        record.result.map { (record.configuration.seed, $0.value(of: metric)) }
      }, uniquingKeysWith: { first, _ in first })
    return Measurement(
      of: group.finished.compactMap { record in
        guard let result = record.result, let other = usual[record.configuration.seed] else { return nil }
        return result.value(of: metric) - other
      })
  }

  /// Below, above, or not to be told apart: by those of the metrics that differ really.
  enum Direction { case lower, higher, mixed, none }

  var direction: Direction {
    let real = comparisons.filter(\.isReal).map { $0.difference > 0 }
    if real.isEmpty { return .none }
    return real.allSatisfy { $0 } ? .higher : real.contains(true) ? .mixed : .lower
  }

  /// Whether the runs were trained bit by bit alike: every epoch's loss is that of the reference with the same seed.
  var trainsAlike: Bool {
    let pairs = group.finished.map { record in
      (record, reference.finished.first { $0.configuration.seed == record.configuration.seed })
    }
    return !pairs.isEmpty
      && pairs.allSatisfy { record, other in record.epochs.map(\.loss) == other?.epochs.map(\.loss) }
  }
}

extension RunGroup {
  /// The mean loss of an epoch over the repeats.
  func loss(ofEpoch epoch: Int) -> Double? {
    measurement { record in record.epochs.first { $0.epoch == epoch }?.loss }?.mean
  }

  var lastLoss: Double? { measurement { $0.epochs.last?.loss }?.mean }

  /// HR@10 of an epoch on the selection task, averaged over the repeats.
  func hitRatio(ofEpoch epoch: Int) -> Double? {
    measurement { record in record.epochs.first { $0.epoch == epoch }?.metrics.hitRatio(at: 10) }?.mean
  }

  var bestEpoch: Double? { measurement { $0.result.map { Double($0.bestEpoch) } }?.mean }

  /// By how much HR@10 falls from the best epoch to the last.
  var decline: Double? {
    measurement { record in
      let hits = record.epochs.map { $0.metrics.hitRatio(at: 10) }
      guard let best = hits.max(), let last = hits.last else { return nil }
      return best - last
    }?.mean
  }
}
