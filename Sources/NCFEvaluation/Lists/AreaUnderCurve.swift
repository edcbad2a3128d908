/// AUC, the area under the receiver's operating curve: the share of competitors that the held-out item is ahead of, on
/// average over cases (Rendle et al., UAI 2009). Where ties are averaged, of equals it is ahead of half.
///
/// It needs no list, but the number of competitors, which ranks do not tell; a case without any is left out. Elliot gives
/// the same for one held-out item to a user.
public struct AreaUnderCurve: ListMetric {
  public let title = "AUC"

  public init() {}

  public func value(of lists: TopLists) -> Double {
    var (sum, count) = (0.0, 0)
    for heldOut in lists.heldOut where heldOut.competitorCount > 0 {
      let ahead = Double(heldOut.rank.place - 1) + Double(heldOut.rank.tied) / 2
      sum += 1 - ahead / Double(heldOut.competitorCount)
      count += 1
    }
    return sum / Double(max(1, count))
  }
}
