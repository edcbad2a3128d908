extension Plan {
  /// Cuts the plan into `count` shards that need nothing of each other, of about equal cost, some of them empty if
  /// there are more than the plan has families. Each shard is in the plan's order.
  ///
  /// A run lies in the shard of those that it starts from, so every queue will do, in any order. The shards of one plan
  /// and count are the same on every machine.
  public func shards(_ count: Int) -> [[RunIdentity]] {
    LoadBalance.bins(families, count: count) { family in family.reduce(0) { $0 + $1.cost } }
      .map { families in
        let identities = Set(families.joined().map(\.identity))
        return runs.map(\.identity).filter(identities.contains)
      }
  }

  /// The runs that hang together: each with those that it starts from and those that start from it. A family is in
  /// the plan's order, and so are the families, by their first runs.
  var families: [[PlannedRun]] {
    var heads: [RunIdentity: RunIdentity] = [:]
    func head(of identity: RunIdentity) -> RunIdentity {
      var identity = identity
      while let next = heads[identity] { identity = next }
      return identity
    }
    for run in runs {
      for prerequisite in run.prerequisites.values {
        let (own, other) = (head(of: run.identity), head(of: prerequisite))
        if own != other { heads[own] = other }
      }
    }
    var order: [RunIdentity] = []
    var members: [RunIdentity: [PlannedRun]] = [:]
    for run in runs {
      let head = head(of: run.identity)
      if members[head] == nil { order.append(head) }
      members[head, default: []].append(run)
    }
    return order.compactMap { members[$0] }
  }
}
