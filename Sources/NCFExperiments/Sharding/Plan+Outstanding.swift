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
