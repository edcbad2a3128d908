import Foundation

/// Item coverage: how many different items are recommended to anybody (Ge et al., RecSys 2010); as in Elliot a number of
/// items, not a share of the catalogue.
public struct ItemCoverage: ListMetric {
  public let title = "Coverage@\(TopLists.length)"
  public let decimals = 0

  public init() {}

  public func value(of lists: TopLists) -> Double { Double(lists.counts.count { $0 > 0 }) }
}

/// How evenly recommendations are spread over the catalogue: 1 less the Gini index, as in Elliot, so that 1 is every item
/// equally often and 0 is one item for everybody.
///
///     1 − Σⱼ (2j − n − 1) pⱼ / (n − 1)
///
/// with n items in rising order of pⱼ, the share of item j in all recommendations (Castells, Hurley and Vargas, Recommender
/// Systems Handbook, 2015). An item that is never recommended counts as well.
public struct Gini: ListMetric {
  public let title = "Gini@\(TopLists.length)"

  public init() {}

  public func value(of lists: TopLists) -> Double {
    let counts = lists.counts.sorted()
    let n = counts.count
    guard n > 1, !lists.items.isEmpty else { return 0 }
    // A whole number up to items × recommendations, so nothing is rounded before the division.
    var sum = 0
    for (index, count) in counts.enumerated() { sum += (2 * (index + 1) - n - 1) * count }
    return 1 - Double(sum) / (Double(n - 1) * Double(lists.items.count))
  }
}

/// The Shannon entropy of the items' shares in all recommendations, in bits: −Σ p log₂ p. Elliot's is the same where all
/// lists have one length, as they have here unless a case has fewer than ten candidates.
public struct ShannonEntropy: ListMetric {
  public let title = "Entropy@\(TopLists.length)"

  public init() {}

  public func value(of lists: TopLists) -> Double {
    let total = Double(lists.items.count)
    return lists.counts.reduce(0) { sum, count in
      guard count > 0 else { return sum }
      let share = Double(count) / total
      return sum - share * log2(share)
    }
  }
}
