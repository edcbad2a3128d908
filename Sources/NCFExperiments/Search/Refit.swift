import NCFModels

/// Training once more on all training data, the validation interactions among them, with the settings and the number of
/// epochs that validation chose: `"refit": true` in a spec, or `"refit": {"seeds": 5}`. The test task plays no part in
/// the choice.
///
/// A refit is a plain run with the selection `last`, so it is shared, resumed and verified like any other. Where a
/// trial was made with several seeds, there is a refit with each of them, all for one number of epochs: the mean of the
/// trial's best epochs, to the nearest. So runs that differ in the seed alone measure the seed alone. The runs that a
/// method starts from are trained again likewise.
public struct Refit: Hashable, Sendable {
  public static let seedRange = 1...1_000

  /// How many seeds it has, at least: those of the trial, then the numbers after them.
  public let seeds: Int

  public init(seeds: Int = 1) { self.seeds = seeds }

  /// How many refits follow from so many runs of a trial.
  func count(of runs: [RunConfiguration]) -> Int {
    runs.contains { $0.seed != nil } ? max(runs.count, seeds) : runs.count
  }

  /// The refits of a trial.
  /// - Parameters:
  ///   - runs: The trial's runs, a seed each.
  ///   - bestEpoch: The best epoch of a finished run: of one of these, or one that these start from.
  /// - Throws: `InputError` if a seed is out of range.
  func configurations(
    of runs: [RunConfiguration], by method: any Method, bestEpoch: (RunConfiguration) throws -> Int?
  ) throws -> [RunConfiguration] {
    guard let first = runs.first else { return [] }
    var changes: [Hyperparameter: ParameterValue] = [:]
    if first.epochs != nil { changes[.epochs] = try Self.mean(runs.compactMap(bestEpoch)) }
    let starts = try runs.flatMap { try $0.prerequisites(by: method) }
    for parameter in Set(starts.compactMap(\.prerequisite.epochs)) {
      let own = starts.filter { $0.prerequisite.epochs == parameter }.map(\.configuration)
      changes[parameter] = try Self.mean(own.compactMap(bestEpoch))
    }
    return try repeated(runs, by: method).map { run in
      let refit = try run.with(changes, of: method)
      // Nothing is selected, so there is nothing to select by.
      var evaluation = run.evaluation
      evaluation.selectBy = EvaluationProtocol.standard.selectBy
      return RunConfiguration(
        dataset: refit.dataset, method: refit.method, values: refit.values, selection: .last,
        evaluation: evaluation)
    }
  }

  /// The runs, and others like the last with the seeds that follow the highest.
  private func repeated(_ runs: [RunConfiguration], by method: any Method) throws -> [RunConfiguration] {
    let missing = count(of: runs) - runs.count
    guard missing > 0, let last = runs.last, let highest = runs.compactMap(\.seed).max() else { return runs }
    return try runs + (1...missing).map { try last.with([.seed: .integer(highest + $0)], of: method) }
  }

  private static func mean(_ epochs: [Int]) -> ParameterValue? {
    guard !epochs.isEmpty else { return nil }
    return .integer(Int((Double(epochs.reduce(0, +)) / Double(epochs.count)).rounded()))
  }
}
