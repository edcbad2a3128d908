extension Plan {
  /// The runs that runs of this plan start from and that are no runs of it themselves. Only a part of a plan has
  /// such: the scheduler takes their weights from the journal.
  public var outsidePrerequisites: Set<RunIdentity> {
    Set(runs.flatMap(\.prerequisites.values)).subtracting(runs.map(\.identity))
  }

  /// The part of the plan that holds these of its runs, to be carried out apart from the others: in another process,
  /// with a journal of its own.
  public func part(_ identities: Set<RunIdentity>) -> Plan {
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
      neededElsewhere: neededElsewhere.union(outside.flatMap(\.prerequisites.values))
        .intersection(identities))
  }
}
