import NCFExperiments
import NCFStore

/// How far the runs of a sweep have come.
public struct SweepProgress: Hashable, Sendable {
  /// Nil while there is no database.
  public let runs: [WatchedRun]?

  public init(runs: [WatchedRun]?) { self.runs = runs }

  /// The runs of these experiments, each once; all runs of the database if none is named.
  ///
  /// - Throws: `InputError` if the database cannot be read.
  public init(of experiments: [String], in store: ResultStore?) throws {
    guard let store else {
      runs = nil
      return
    }
    guard !experiments.isEmpty else {
      runs = try store.standings()
      return
    }
    var seen: Set<String> = []
    runs = try experiments.flatMap { try store.standings(matching: RunFilter(experiment: $0)) }
      .filter { seen.insert($0.summary.identity.digest).inserted }
  }

  public func count(_ state: RunState) -> Int { (runs ?? []).count { $0.summary.state == state } }

  /// Whether there are runs, and each has ended.
  public var isOver: Bool {
    guard let runs, !runs.isEmpty else { return false }
    return runs.allSatisfy { $0.summary.state == .finished || $0.summary.state == .failed }
  }

  /// "12 of 80 finished, 2 running, 1 failed"
  public var summary: String {
    guard let runs else { return "no database yet" }
    guard !runs.isEmpty else { return "no runs yet" }
    let others = [RunState.running, .failed, .interrupted, .planned].compactMap { state in
      count(state) > 0 ? "\(count(state)) \(state.rawValue)" : nil
    }
    return (["\(count(.finished)) of \(runs.count) finished"] + others).joined(separator: ", ")
  }

  /// What the runs are called. It is made anew each time.
  public var naming: RunNaming { RunNaming(of: (runs ?? []).map(\.summary.configuration)) }

  /// What to look at first: what is going on, what went wrong, what is planned, what is done.
  public var byInterest: [WatchedRun] {
    let order: [RunState] = [.running, .failed, .interrupted, .planned, .finished]
    return order.flatMap { state in (runs ?? []).filter { $0.summary.state == state } }
  }
}

extension WatchedRun {
  /// "epoch 7/20  loss 0.2411  HR@10 0.6210  NDCG@10 0.3610", or what is known instead. A finished run shows its best.
  public var figures: String {
    if let best = summary.best {
      return [
        summary.bestEpoch.map { "best epoch \($0)" }, "HR@10 \(fixed(best.hitRatio(at: 10), decimals: 4))",
        "NDCG@10 \(fixed(best.ndcg(at: 10), decimals: 4))",
      ].compactMap { $0 }.joined(separator: "  ")
    }
    if let failure = summary.failure { return failure }
    guard let latest else { return "" }
    return [
      "epoch \(latest.epoch)" + (epochCount.map { "/\($0)" } ?? ""),
      latest.loss.map { "loss \(fixed($0, decimals: 4))" },
      "HR@10 \(fixed(latest.metrics.hitRatio(at: 10), decimals: 4))",
      "NDCG@10 \(fixed(latest.metrics.ndcg(at: 10), decimals: 4))",
    ].compactMap { $0 }.joined(separator: "  ")
  }
}
