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
