import Foundation

/// A search over declared ranges, as a spec asks for it:
///
///     "search": {
///       "budget": 81, "seed": 1, "sampling": "sobol", "halving": { "first": 2, "eta": 3 },
///       "ranges": { "l2": { "log": [0.001, 1] }, "factors": [16, 32, 64] }
///     }
///
/// Every method gets the same budget. The best of a method's trials is chosen on the validation task.
public struct HyperparameterSearch: Hashable, Sendable {
  /// How the trials' values are found.
  public enum Sampling: String, Hashable, Sendable, CaseIterable {
    /// Drawn independently (Bergstra and Bengio, JMLR 2012).
    case random
    /// A shifted Sobol' sequence (`SobolSequence`), which fills the ranges more evenly.
    case sobol
    /// Every combination of the values that are listed, and of `points` values of each range.
    case grid
  }

  /// Successive halving (Jamieson and Talwalkar, AISTATS 2016) on epochs, rung by rung: all trials train for a few
  /// epochs, the best go on for more.
  public struct Halving: Hashable, Sendable {
    public static let firstRange = 1...10_000
    public static let etaRange = 2...100
    public static let usualEta = 3

    /// Epochs of the first rung.
    public let first: Int
    /// One in so many trials goes on to the next rung, which has so many times as many epochs.
    public let eta: Int

    public init(first: Int, eta: Int = Self.usualEta) {
      self.first = first
      self.eta = eta
    }

    /// The epochs of all rungs, ascending; those of the last are the run's own.
    func rungs(upTo epochs: Int) -> [Int] {
      var rungs: [Int] = []
      var rung = first
      while rung < epochs {
        rungs.append(rung)
        rung *= eta
      }
      return rungs + [epochs]
    }

    /// How many of so many trials go on: at least one.
    func survivors(of count: Int) -> Int { max(1, count / eta) }
  }

  public static let budgetRange = 1...10_000
  /// Seconds that a budget may have.
  public static let secondsRange = 1.0...1e8
  /// A method gets no more trials than this, however short they are, if the budget is in seconds.
  public static let timedTrialLimit = 1_000
  /// As many trials are made in a smoke run, at most.
  public static let smokeBudget = 2

  /// Trials of each method at most; fewer where its ranges do not hold as many different ones, or `seconds` are over.
  public let budget: Int
  /// A method gets no further trial once its trials have taken so many seconds of training; nil for a budget in trials.
  public let seconds: Double?
  public let seed: Int
  public let sampling: Sampling
  /// Nil if all trials train for all of their epochs.
  public let halving: Halving?

  public init(
    budget: Int, seconds: Double? = nil, seed: Int, sampling: Sampling = .random, halving: Halving? = nil
  ) {
    self.budget = budget
    self.seconds = seconds
    self.seed = seed
    self.sampling = sampling
    self.halving = halving
  }

  /// The same search with no more trials than a smoke run needs.
  var forSmoke: HyperparameterSearch {
    HyperparameterSearch(
      budget: min(budget, Self.smokeBudget), seed: seed, sampling: sampling, halving: halving)
  }

  /// "Sobol' search, 81 trials for each method (seed 1), successive halving from 2 epochs by 3"
  public var summary: String {
    let effort =
      switch (sampling, seconds) {
      case (.grid, _): "grid search, every combination for each method"
      case (let sampling, let seconds?):
        "\(sampling.title) search, \(String(format: "%g", seconds)) s of training for each method (seed \(seed))"
      case (let sampling, nil): "\(sampling.title) search, \(budget) trials for each method (seed \(seed))"
      }
    return effort
      + (halving.map { ", successive halving from \($0.first) epochs by \($0.eta)" } ?? "")
  }
}

extension HyperparameterSearch.Sampling {
  fileprivate var title: String {
    switch self {
    case .random: "random"
    case .sobol: "Sobol'"
    case .grid: "grid"
    }
  }
}
