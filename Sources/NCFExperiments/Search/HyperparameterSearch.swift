/// A random search over declared ranges (Bergstra and Bengio, JMLR 2012), as a spec asks for it:
///
///     "search": { "budget": 20, "seed": 1, "ranges": { "l2": { "log": [0.001, 1] }, "factors": [16, 32, 64] } }
///
/// Every method gets the same number of trials. The best of a method's trials is chosen on the validation task.
public struct HyperparameterSearch: Hashable, Sendable {
  public static let budgetRange = 1...10_000
  /// As many trials are made in a smoke run, at most.
  public static let smokeBudget = 2

  /// Trials of each method; fewer where its ranges do not hold as many different ones.
  public let budget: Int
  public let seed: Int

  public init(budget: Int, seed: Int) {
    self.budget = budget
    self.seed = seed
  }

  /// The same search with no more trials than a smoke run needs.
  var forSmoke: HyperparameterSearch {
    HyperparameterSearch(budget: min(budget, Self.smokeBudget), seed: seed)
  }
}
