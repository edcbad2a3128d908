import Foundation

/// The novelty of what is recommended and wanted (Vargas and Castells, RecSys 2011): the novelty of the held-out item,
/// discounted by its place in the list as in DCG, over what a list full of wanted items would give at novelty 1. Lists
/// without the item give 0, so that this is a metric of accuracy as well.
private func novelty(of lists: TopLists, _ novelty: (Int32) -> Double) -> Double {
  var sum = 0.0
  for index in 0..<lists.caseCount {
    let (heldOut, length) = (lists.heldOut[index], lists[index].count)
    guard length > 0 else { continue }
    let ideal = (1...length).reduce(0) { $0 + 1 / log2(Double($1) + 1) }
    sum += novelty(heldOut.item) * RankingMetric.ndcg(at: length).value(of: heldOut.rank) / ideal
  }
  return sum / Double(max(1, lists.caseCount))
}

/// Expected popularity complement: an item's novelty is the share of users that did not choose it in training. Elliot's,
/// with relevance and discount.
public struct ExpectedPopularityComplement: ListMetric {
  public let title = "EPC@\(TopLists.length)"

  public init() {}

  public func value(of lists: TopLists) -> Double {
    let popularity = lists.popularity
    let users = Double(max(1, popularity.userCount))
    return novelty(of: lists) { 1 - Double(popularity.counts[Int($0)]) / users }
  }
}

/// Expected free discovery: an item's novelty is −log₂ of its share in all training interactions; one that nobody chose is
/// as novel as the rarest. Elliot's, with relevance and discount.
public struct ExpectedFreeDiscovery: ListMetric {
  public let title = "EFD@\(TopLists.length)"

  public init() {}

  public func value(of lists: TopLists) -> Double {
    let popularity = lists.popularity
    let rarest = popularity.counts.lazy.filter { $0 > 0 }.min() ?? 1
    let total = Double(max(1, popularity.interactionCount))
    return novelty(of: lists) { -log2(Double(max(rarest, popularity.counts[Int($0)])) / total) }
  }
}
