import NCFModels

/// What stored runs say about a cell's search: which runs it asks for so far, what it chose, and what follows.
///
/// It follows from the records alone: neither from the order in which runs ended, nor from how many were trained at a
/// time, nor from where the work was interrupted.
public struct SearchOutcome: Sendable {
  /// The trials that train for the same number of epochs before the search looks who goes on.
  public struct Rung: Sendable {
    /// Nil for a method without epochs.
    public let epochs: Int?
    /// Indices of the cell's trials, ascending.
    public let trials: [Int]
    /// Of each of these trials, a run for each seed.
    public let runs: [[RunConfiguration]]
  }

  /// The best of the trials that came to the last rung: by the mean over seeds of the selection metric at the best
  /// epoch, on the validation task; the earliest of equals.
  public struct Choice: Sendable {
    /// An index of the cell's trials.
    public let trial: Int
    /// The trial's runs, one for each seed.
    public let runs: [RunConfiguration]
    public let score: Double
    /// The runs on all training data that follow from it; empty if the spec wants none.
    public let refits: [RunConfiguration]
  }

  /// What is planned once the runs so far have ended.
  public enum Sequel: Hashable, Sendable {
    /// Further trials, until the cell's trials have taken so many seconds of training.
    case trials(seconds: Double)
    /// So many runs, of the best trials, go on to a number of epochs.
    case rung(epochs: Int, runs: Int)
    /// So many runs on all training data.
    case refits(runs: Int)
  }

  /// Those that are reached: the first at least.
  public internal(set) var rungs: [Rung] = []
  /// By trial, on the validation task, at the last rung that it came to; nil if it is not finished, or failed.
  public internal(set) var scores: [Double?]
  /// Nil as long as trials are not finished, and if all of them failed.
  public internal(set) var choice: Choice?
  /// Whether the search could have found more; nil without a search, and as long as there is no choice.
  public internal(set) var exhaustion: SearchExhaustion?
  /// In their order; empty if everything is planned.
  public internal(set) var sequels: [Sequel] = []
  /// Whether all trials have ended, so that nothing about the choice can change.
  public internal(set) var isDecided = false
}

extension SearchCell {
  /// What the records say about the search.
  /// - Parameter record: What is stored of a run, if anything is.
  /// - Throws: What `record` throws, and `InputError` if a run that follows is none of the method's.
  public func outcome(of record: (RunConfiguration) throws -> RunRecord?) throws -> SearchOutcome {
    func ended(_ run: RunConfiguration) throws -> RunRecord? {
      try record(run).flatMap { [.finished, .failed].contains($0.status) ? $0 : nil }
    }
    let (count, isOver) = try admittedTrials(ended)
    var outcome = SearchOutcome(scores: Array(repeating: nil, count: count))
    var trials = Array(0..<count)
    for (rung, epochs) in rungs.enumerated() {
      let runs = try trials.map { try self.trials[$0].runs.map { try run($0, atRung: epochs) } }
      outcome.rungs.append(.init(epochs: epochs, trials: trials, runs: runs))
      let records = try runs.map { try $0.map(ended) }
      for (trial, records) in zip(trials, records) { outcome.scores[trial] = Self.score(records) }
      guard isOver, try runs.joined().allSatisfy({ try hasEnded($0, ended) }) else {
        outcome.sequels = sequels(after: rung, of: trials.count, isOver: isOver)
        return outcome
      }
      let ranked = trials.filter { outcome.scores[$0] != nil }.sorted { first, second in
        let (a, b) = (outcome.scores[first] ?? 0, outcome.scores[second] ?? 0)
        return a == b ? first < second : a > b
      }
      guard let best = ranked.first, let place = trials.firstIndex(of: best) else {
        outcome.isDecided = true
        return outcome
      }
      if rung == rungs.count - 1 {
        try choose(best, runs[place], records[place].compactMap(\.self), in: &outcome, ended)
      } else if let halving = search?.halving {
        trials = ranked.prefix(halving.survivors(of: trials.count)).sorted()
      }
    }
    return outcome
  }

  private func choose(
    _ trial: Int, _ runs: [RunConfiguration], _ records: [RunRecord], in outcome: inout SearchOutcome,
    _ record: (RunConfiguration) throws -> RunRecord?
  ) throws {
    // The runs that these start from have a say in the refits; they may be missing where runs were imported.
    let starts = try runs.flatMap { try $0.prerequisites(by: method) }.filter {
      $0.prerequisite.epochs != nil
    }
    let isKnown = try starts.allSatisfy { try record($0.configuration) != nil }
    if let refit, !isKnown { outcome.sequels = [.refits(runs: refit.count(of: runs))] }
    let refits =
      isKnown
      ? try refit?.configurations(of: runs, by: method) { try record($0)?.result?.bestEpoch } ?? [] : []
    outcome.choice = .init(trial: trial, runs: runs, score: outcome.scores[trial] ?? 0, refits: refits)
    outcome.isDecided = true
    if search != nil { outcome.exhaustion = exhaustion(of: trial, records, scores: outcome.scores) }
  }

  private func sequels(after rung: Int, of count: Int, isOver: Bool) -> [SearchOutcome.Sequel] {
    var sequels: [SearchOutcome.Sequel] = []
    if !isOver, let seconds = search?.seconds { sequels.append(.trials(seconds: seconds)) }
    let runs = trials.first?.runs ?? []
    var count = count
    for epochs in rungs.dropFirst(rung + 1) {
      count = search?.halving?.survivors(of: count) ?? count
      sequels.append(.rung(epochs: epochs ?? 0, runs: count * runs.count))
    }
    if let refit { sequels.append(.refits(runs: refit.count(of: runs))) }
    return sequels
  }

  /// How many of the trials the budget has room for.
  ///
  /// With a budget in seconds, trials count in their order until they have taken as much; what is stored never changes,
  /// so neither does their number. Until then as many are planned as would take half of the rest if they were like
  /// those before: hardly ever one too many, and in few steps.
  /// - Returns: `isOver` is false if more may follow.
  private func admittedTrials(
    _ record: (RunConfiguration) throws -> RunRecord?
  ) throws -> (count: Int, isOver: Bool) {
    guard let budget = search?.seconds else { return (trials.count, true) }
    var spent = 0.0
    var counted: Set<RunConfiguration> = []
    for (done, trial) in trials.enumerated() {
      if spent >= budget { return (done, true) }
      guard try trial.runs.allSatisfy({ try hasEnded($0, record) }) else {
        let mean = spent / Double(max(1, done))
        let further = done == 0 ? 1 : max(1, Int(min((budget - spent) / 2 / max(mean, 1e-9), 1e6)))
        return (min(trials.count, done + further), false)
      }
      let starts = try trial.runs.flatMap { try $0.prerequisites(by: method).map(\.configuration) }
      for run in trial.runs + starts where counted.insert(run).inserted {
        spent += try seconds(of: record(run))
      }
    }
    return (trials.count, true)
  }

  /// Whether nothing more will become of a run: it has finished or failed, or one that it starts from has failed.
  private func hasEnded(
    _ run: RunConfiguration, _ record: (RunConfiguration) throws -> RunRecord?
  ) throws -> Bool {
    if try record(run) != nil { return true }
    return try run.prerequisites(by: method).contains { try record($0.configuration)?.status == .failed }
  }

  /// Seconds of computing in a run's training; on several threads, of all of them.
  private func seconds(of record: RunRecord?) throws -> Double {
    guard let record else { return 0 }
    let threads =
      record.configuration.method == method.name ? try method.threadCount(of: record.configuration.values) : 1
    return record.epochs.reduce(0) { $0 + $1.trainingSeconds } * Double(threads)
  }

  /// - Parameter records: Of a trial, one for each seed.
  /// - Returns: The mean over the seeds; nil unless all are finished.
  private static func score(_ records: [RunRecord?]) -> Double? {
    let scores = records.compactMap { $0?.selectionScore }
    guard scores.count == records.count, !scores.isEmpty else { return nil }
    return scores.reduce(0, +) / Double(scores.count)
  }
}

extension RunRecord {
  /// The metric by which the best epoch was chosen, at that epoch and on the task that chose it; nil unless finished.
  public var selectionScore: Double? {
    guard let result, let best = epochs.first(where: { $0.epoch == result.bestEpoch }) else { return nil }
    return best.metrics.value(of: configuration.evaluation.selectBy)
  }
}
