import NCFEvaluation
import NCFStatistics

extension Contest {
  /// The largest corrected p-value at which a difference counts as real.
  static let significance = 0.05

  /// Every other method against one, by each of the yardsticks; Holm's correction is over all of them.
  static func comparisons(
    of entries: [Entry], with reference: String, by metrics: [RankingMetric]
  ) -> [Comparison] {
    guard let reference = entries.first(where: { $0.method == reference }) else { return [] }
    return entries.filter { $0.method != reference.method }.flatMap { entry in
      Yardstick.compared(by: metrics).compactMap { compare(entry, reference, $0) }
    }.holmCorrected
  }

  /// Each method against the next one in the order of a yardstick: which steps of the order are real.
  func steps(by yardstick: Yardstick) -> [Comparison] {
    let order = order(by: yardstick)
    return zip(order, order.dropFirst()).compactMap { Self.compare($0, $1, yardstick) }.holmCorrected
  }

  /// The pairs of methods that the full ranking puts in another order than the samples do, as the samples have it
  /// and as the full ranking has it.
  func swaps(of metric: RankingMetric) -> [(sampled: Comparison, full: Comparison)] {
    let pairs = entries.indices.flatMap { i in entries.indices.filter { $0 > i }.map { (i, $0) } }
    func difference(_ i: Int, _ j: Int, _ yardstick: Yardstick) -> Double {
      let values = [i, j].map { yardstick.measurement(of: entries[$0].group)?.mean ?? .nan }
      return values[0] - values[1]
    }
    let swapped = pairs.filter { i, j in
      difference(i, j, .sampled(metric)) * difference(i, j, .full(metric)) < 0
    }.compactMap { i, j -> (Comparison, Comparison)? in
      guard let sampled = Self.compare(entries[i], entries[j], .sampled(metric)),
        let full = Self.compare(entries[i], entries[j], .full(metric))
      else { return nil }
      return (sampled, full)
    }
    let corrected = swapped.flatMap { [$0.0, $0.1] }.holmCorrected
    return swapped.indices.map { (corrected[2 * $0], corrected[2 * $0 + 1]) }
  }

  /// The rank correlation of the orders by samples and by full ranking.
  func correlation(of metric: RankingMetric) -> KendallTau? {
    let measured = entries.compactMap { entry -> (Double, Double)? in
      guard let sampled = entry.group.best(metric), let full = entry.group.full(metric) else { return nil }
      return (sampled.mean, full.mean)
    }
    return KendallTau(measured.map(\.0), measured.map(\.1))
  }

  private static func compare(_ entry: Entry, _ other: Entry, _ yardstick: Yardstick) -> Comparison? {
    guard let value = yardstick.measurement(of: entry.group),
      let reference = yardstick.measurement(of: other.group)
    else { return nil }
    let subject = Sample(
      label: entry.title, value: value.mean, users: yardstick.userValues(of: entry.group))
    return subject.compared(
      to: Sample(label: other.title, value: reference.mean, users: yardstick.userValues(of: other.group)),
      yardstick.title, setting: entry.group.configuration.dataset)
  }
}

extension Comparison {
  /// Whether the difference is real: both tests reject after Holm's correction.
  var isReal: Bool {
    guard let tests else { return false }
    return max(tests.tTestHolm, tests.wilcoxonHolm) < Contest.significance
  }

  /// Nil where the difference is not real.
  var winner: String? { isReal ? (difference > 0 ? subject : reference) : nil }
}
