import Foundation
import NCFModels

/// Whether a search has found what there is to be found, or might find more with a larger budget, wider ranges or more
/// epochs. A claim that rests on a search that is not exhausted is not decided.
public struct SearchExhaustion: Hashable, Sendable {
  /// A reason to search on.
  public enum Doubt: Hashable, Sendable {
    /// The best value lies at an end of its range, which is no natural limit.
    case edge(key: String, value: ParameterValue, isHigh: Bool)
    /// So many trials are expected to find a score that is higher by `gain` than half as many would.
    case rising(trials: Int, gain: Double)
    /// One trial shows nothing of others.
    case singleTrial
    /// The best epoch is among the last, and the second half of the epochs gained so much.
    case learning(epochs: Int, gain: Double)
  }

  /// A gain from which on more effort is worth it, in units of the selection metric.
  public static let worthwhileGain = 0.001

  /// None if the search is exhausted.
  public let doubts: [Doubt]
  /// The expected best validation score of 1, 2, … trials (`expectedBest`).
  public let curve: [Double]

  public var isExhausted: Bool { doubts.isEmpty }

  /// The expected highest of n draws, for n = 1 … N, from N scores (Dodge et al., EMNLP 2019, equation 7): with the
  /// empirical distribution F̂, Σ v·(F̂(v)ⁿ − F̂(v−)ⁿ).
  ///
  /// It holds for independent trials. Those of a Sobol' sequence cover the ranges more evenly, so it is lower than what
  /// they do; under successive halving, scores of trials that were stopped early are lower bounds.
  public static func expectedBest(of scores: [Double]) -> [Double] {
    let ascending = scores.sorted()
    let count = Double(ascending.count)
    return ascending.indices.map { index in
      let draws = Double(index + 1)
      return ascending.enumerated().reduce(0) { sum, element in
        let (place, value) = element
        return sum + value * (pow(Double(place + 1) / count, draws) - pow(Double(place) / count, draws))
      }
    }
  }
}

extension SearchExhaustion.Doubt: CustomStringConvertible {
  /// One line that says what was seen.
  public var description: String {
    switch self {
    case .edge(let key, let value, let isHigh):
      "the best \(key), \(value), lies at the \(isHigh ? "upper" : "lower") end of its range"
    case .rising(let trials, let gain):
      "\(trials) trials are expected to find \(Self.text(gain)) more than half as many"
    case .singleTrial: "one trial shows nothing of others"
    case .learning(let epochs, let gain):
      "the best epoch is among the last of \(epochs), of which the second half gained \(Self.text(gain))"
    }
  }

  private static func text(_ gain: Double) -> String { String(format: "%.4f", gain) }
}

extension SearchCell {
  /// What is doubtful about the choice of a trial.
  /// - Parameters:
  ///   - records: Of its runs, one for each seed.
  ///   - scores: Of all trials.
  func exhaustion(of trial: Int, _ records: [RunRecord], scores: [Double?]) -> SearchExhaustion {
    let curve = SearchExhaustion.expectedBest(of: scores.compactMap(\.self))
    return SearchExhaustion(
      doubts: edges(of: trials[trial])
        + [effort(curve, trials: scores.count), learning(records)].compactMap(\.self),
      curve: curve)
  }

  private func edges(of trial: Trial) -> [SearchExhaustion.Doubt] {
    searched.compactMap { searched in
      let key = searched.parameter.key
      guard matters(key, to: trial), let value = trial.values[key], let edge = searched.range.edge(at: value),
        !searched.isLimit(edge)
      else { return nil }
      return .edge(key: key, value: value, isHigh: edge == .high)
    }
  }

  /// Whether a key makes a difference to a trial. Configurations leave out what does not matter beside other settings;
  /// a key that they all leave out is one that they say in other words, such as a depth.
  private func matters(_ key: String, to trial: Trial) -> Bool {
    let says = { (trial: Trial) in trial.runs.contains { $0.values.values[key] != nil } }
    return says(trial) || !trials.contains(where: says)
  }

  /// Nil if the curve is flat, or there is nothing left to be tried.
  private func effort(_ curve: [Double], trials count: Int) -> SearchExhaustion.Doubt? {
    guard let search, !searched.isEmpty, search.sampling != .grid,
      search.seconds != nil || count == search.budget
    else { return nil }
    guard curve.count > 1, let best = curve.last else { return .singleTrial }
    let gain = best - curve[curve.count / 2 - 1]
    return gain < SearchExhaustion.worthwhileGain ? nil : .rising(trials: curve.count, gain: gain)
  }

  /// Nil if the best epoch lies before the last twentieth, or the second half of the epochs was not worth it.
  private func learning(_ records: [RunRecord]) -> SearchExhaustion.Doubt? {
    guard let epochs = records.first?.configuration.epochs, epochs > 0 else { return nil }
    let gains = records.compactMap { record -> Double? in
      let scores = record.epochs.compactMap { $0.metrics.value(of: record.configuration.evaluation.selectBy) }
      guard scores.count == epochs + 1, let best = scores.max(),
        let half = scores.prefix(epochs / 2 + 1).max()
      else { return nil }
      return best - half
    }
    let bestEpochs = records.compactMap { $0.result?.bestEpoch }
    guard !gains.isEmpty, !bestEpochs.isEmpty else { return nil }
    let gain = gains.reduce(0, +) / Double(gains.count)
    let share = Double(bestEpochs.reduce(0, +)) / Double(bestEpochs.count * epochs)
    return share >= 0.95 && gain >= SearchExhaustion.worthwhileGain
      ? .learning(epochs: epochs, gain: gain) : nil
  }
}
