/// ARP, average recommendation popularity: how many training users the items of a list have, on average over its items, and
/// then over lists (Yin et al., VLDB 2012).
public struct AverageRecommendationPopularity: ListMetric {
  public let title = "ARP@\(TopLists.length)"
  public let decimals = 1

  public init() {}

  public func value(of lists: TopLists) -> Double {
    let counts = lists.popularity.counts
    return lists.mean { list in Double(list.reduce(0) { $0 + counts[Int($1)] }) / Double(list.count) }
  }
}

/// APLT, average percentage of long-tail items: the share of a list that is in the long tail (`ItemPopularity`), on average
/// over lists (Abdollahpouri, Burke and Mobasher, RecSys 2017); between 0 and 1.
public struct LongTailShare: ListMetric {
  public let title = "APLT@\(TopLists.length)"

  public init() {}

  public func value(of lists: TopLists) -> Double {
    let isInLongTail = lists.popularity.isInLongTail
    return lists.mean { list in Double(list.count { isInLongTail[Int($0)] }) / Double(list.count) }
  }
}

/// ACLT, average coverage of long-tail items: how many items of a list are in the long tail, on average over lists
/// (Abdollahpouri, Burke and Mobasher, FLAIRS 2019, as Elliot has it): ten times APLT where all lists are full.
public struct LongTailCount: ListMetric {
  public let title = "ACLT@\(TopLists.length)"

  public init() {}

  public func value(of lists: TopLists) -> Double {
    let isInLongTail = lists.popularity.isInLongTail
    return lists.mean { list in Double(list.count { isInLongTail[Int($0)] }) }
  }
}
