extension Plan {
  /// The runs that runs of this plan start from and that are no runs of it themselves. Only a plan that was cut from
  /// another has such: the scheduler takes their weights from the journal.
  public var outsidePrerequisites: Set<RunIdentity> {
    Set(runs.flatMap(\.prerequisites.values)).subtracting(runs.map(\.identity))
  }

  /// A plan of these of the runs alone, to be carried out apart from the others: in another process, with a journal of
  /// its own.
  public func restricted(to identities: Set<RunIdentity>) -> Plan {
    let (inside, outside) = (
      runs.filter { identities.contains($0.identity) }, runs.filter { !identities.contains($0.identity) }
    )
    let experiments = experiments.compactMap { experiment -> Experiment? in
      let runs = experiment.runs.filter(identities.contains)
      return runs.isEmpty
        ? nil : Experiment(name: experiment.name, specification: experiment.specification, runs: runs)
    }
    return Plan(
      experiments: experiments, runs: inside,
      addedPrerequisites: addedPrerequisites.intersection(identities), absentDatasets: absentDatasets,
      sequels: sequels,
      neededElsewhere: neededElsewhere.union(outside.flatMap(\.prerequisites.values))
        .intersection(identities))
  }
}

extension Plan {
  /// The runs that are still to be trained.
  ///
  /// - Parameters:
  ///   - finished: Those whose results are stored, with a full ranking where one is wanted.
  ///   - keepsWeights: Whether a finished run without weights is to be trained once more.
  ///   - hasWeights: Whether a run's weights are stored.
  /// - Returns: Those that are not finished, and those that one of these starts from and whose weights are missing.
  public func outstanding(
    finished: Set<RunIdentity>, keepsWeights: Bool = false, hasWeights: (RunIdentity) -> Bool
  ) -> Set<RunIdentity> {
    var outstanding: Set<RunIdentity> = []
    var needed: Set<RunIdentity> = []
    for run in runs.reversed() {
      let identity = run.identity
      let needsWeights = keepsWeights || needed.contains(identity)
      guard !finished.contains(identity) || needsWeights && !hasWeights(identity) else { continue }
      outstanding.insert(identity)
      needed.formUnion(run.prerequisites.values)
    }
    return outstanding
  }
}

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

extension Plan {
  /// For each run its stage, from 1: the first starts from nothing, and each other from runs of earlier stages only,
  /// so that all runs of one stage can be trained at a time.
  public var stages: [RunIdentity: Int] {
    var stages: [RunIdentity: Int] = [:]
    for run in runs {
      stages[run.identity] = 1 + (run.prerequisites.values.map { stages[$0] ?? 0 }.max() ?? 0)
    }
    return stages
  }

  /// Puts these of the plan's runs into chunks of `size` or a little less, of about equal cost.
  public func chunks(of identities: Set<RunIdentity>, size: Int) -> [[RunIdentity]] {
    LoadBalance.deal(runs.filter { identities.contains($0.identity) }, capacity: size, cost: \.cost)
      .map { $0.map(\.identity) }
  }
}

/// Shares work out among bins of about equal cost. Every machine finds the same bins; each is in the order of the
/// pieces.
enum LoadBalance {
  /// The longest piece first, each to the bin that has least so far (Graham's LPT rule: the fullest bin has at most a
  /// third more than in the best sharing).
  /// - Returns: `count` bins.
  static func bins<Piece>(_ pieces: [Piece], count: Int, cost: (Piece) -> Double) -> [[Piece]] {
    var loads = [Double](repeating: 0, count: max(1, count))
    var members = [[Int]](repeating: [], count: loads.count)
    let costs = pieces.map(cost)
    for index in longestFirst(costs) {
      let bin = loads.indices.dropFirst().reduce(0) { loads[$1] < loads[$0] ? $1 : $0 }
      loads[bin] += costs[index]
      members[bin].append(index)
    }
    return members.map { $0.sorted().map { pieces[$0] } }
  }

  /// Deals the pieces out like cards, the longest first, forwards and backwards in turn.
  /// - Returns: As few bins as hold `capacity` pieces each; their numbers of pieces differ by one at most.
  static func deal<Piece>(_ pieces: [Piece], capacity: Int, cost: (Piece) -> Double) -> [[Piece]] {
    let count = (pieces.count + capacity - 1) / max(1, capacity)
    guard count > 0 else { return [] }
    var members = [[Int]](repeating: [], count: count)
    for (position, index) in longestFirst(pieces.map(cost)).enumerated() {
      let (round, place) = position.quotientAndRemainder(dividingBy: count)
      members[round.isMultiple(of: 2) ? place : count - 1 - place].append(index)
    }
    return members.map { $0.sorted().map { pieces[$0] } }
  }

  /// Indices by falling cost; equal ones in their order.
  private static func longestFirst(_ costs: [Double]) -> [Int] {
    costs.indices.sorted { costs[$0] == costs[$1] ? $0 < $1 : costs[$0] > costs[$1] }
  }
}
