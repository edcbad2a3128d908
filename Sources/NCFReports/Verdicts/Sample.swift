import NCFEvaluation
import NCFRandom
import NCFStatistics

/// One side of a comparison: a figure and the single users' values that it averages.
struct Sample {
  let label: String
  let value: Double
  /// In the order of the test task; nil if the runs did not test the same users.
  let users: [Double]?

  init(label: String, value: Double, users: [Double]?) {
    self.label = label
    self.value = value
    self.users = users
  }

  /// The mean over several cells; nil if one of them has no finished run.
  init?(_ label: String, _ cells: [RunCell], _ metric: RankingMetric) {
    let values = cells.compactMap { $0.best(metric)?.mean }
    guard !cells.isEmpty, values.count == cells.count else { return nil }
    let samples = cells.compactMap { $0.chosen?.userValues(metric) }
    let count = samples.first?.count ?? 0
    var users: [Double]?
    if samples.count == cells.count, samples.allSatisfy({ $0.count == count }) {
      users = (0..<count).map { user in samples.reduce(0) { $0 + $1[user] } / Double(samples.count) }
    }
    self.init(label: label, value: values.reduce(0, +) / Double(values.count), users: users)
  }

  /// Sets this sample against another. The comparison counts as satisfied if this one is higher.
  func compared(to other: Sample, _ metric: RankingMetric, setting: String) -> Comparison {
    compared(to: other, metric.title, setting: setting)
  }

  func compared(to other: Sample, _ metric: String, setting: String) -> Comparison {
    Comparison(
      subject: label, reference: other.label, setting: setting, metric: metric, subjectValue: value,
      referenceValue: other.value, tests: tests(against: other), satisfied: value > other.value)
  }

  private func tests(against other: Sample) -> Comparison.Tests? {
    // The same comparison gets the same interval in every run of the program.
    var generator = SeededGenerator(seed: 2017, stream: "bootstrap")
    guard let users, let others = other.users, let tTest = PairedTTest(users, others),
      let wilcoxon = WilcoxonSignedRankTest(users, others),
      let interval = BootstrapInterval(ofMean: zip(users, others).map(-), using: &generator)
    else { return nil }
    return Comparison.Tests(
      tTest: tTest.pValue, tTestHolm: tTest.pValue, wilcoxon: wilcoxon.pValue,
      wilcoxonHolm: wilcoxon.pValue, lower: interval.lower,
      upper: interval.upper)
  }
}
