import Foundation
import NCFExperiments
import NCFStore

/// How far the runs of experiments are, wherever they are done.
public struct SweepStatus: Hashable, Sendable {
  public struct Experiment: Hashable, Sendable {
    public let name: String
    public let runs: [RunIdentity]
  }

  public struct Failure: Hashable, Sendable {
    public let identity: RunIdentity
    public let reason: String
  }

  /// By name.
  public private(set) var experiments: [Experiment] = []
  public private(set) var standings: [RunIdentity: RunStanding] = [:]
  public private(set) var failures: [Failure] = []

  /// How long a shard on another machine counts as running after its last sign of life, where no queue can tell.
  private static let patience: TimeInterval = 1800

  public init() {}

  public func count(_ standing: RunStanding, of runs: [RunIdentity]) -> Int {
    runs.count { self[$0] == standing }
  }

  public subscript(run: RunIdentity) -> RunStanding { standings[run] ?? .planned }

  // MARK: Sources

  /// Takes in what the main database says.
  public mutating func add(experiments stored: [StoredExperiment], runs: [RunSummary]) {
    for experiment in stored { add(experiment.name, experiment.runs) }
    for run in runs { note(run.identity, Self.standing(run.state, finished: .finished), run.failure) }
  }

  /// Takes in a sweep that was submitted.
  /// - Parameter queue: For each shard that has a task in the queue, whether it runs; nil where there is no queue to ask.
  public mutating func add(_ manifest: SweepManifest, in folder: SweepFolder, queue: [Int: Bool]?) throws {
    for experiment in manifest.experiments { add(experiment.name, experiment.runs) }
    for shard in manifest.shards {
      let isQueued = queue?[shard.number] != nil
      for run in shard.runs { note(run, isQueued ? .queued : .planned) }
      guard let state = try folder.shard(shard.number).state() else { continue }
      add(state, isRunning: queue.map { $0[shard.number] ?? false }, isQueued: isQueued)
    }
  }

  /// Takes in a shard of a sweep that was not submitted, and so has no manifest.
  public mutating func add(_ state: ShardState) {
    for experiment in state.experiments { add(experiment.name, experiment.runs) }
    add(state, isRunning: nil, isQueued: false)
  }

  /// - Parameters:
  ///   - isRunning: Whether the queue has a running task for it; nil if there is no queue to ask.
  ///   - isQueued: Whether the queue has a task for it.
  private mutating func add(_ state: ShardState, isRunning: Bool?, isQueued: Bool) {
    let lives = state.isAlive ?? isRunning ?? (Date().timeIntervalSince(state.date) < Self.patience)
    for run in state.runs {
      var standing = Self.standing(run.state, finished: .toCollect)
      if standing == .running, !lives { standing = .interrupted }
      if isQueued, standing == .planned || standing == .interrupted { standing = .queued }
      note(run.identity, standing, run.failure)
    }
  }

  private mutating func add(_ name: String, _ runs: [RunIdentity]) {
    let known = experiments.first { $0.name == name }?.runs ?? []
    let present = Set(known)
    experiments.removeAll { $0.name == name }
    experiments.append(Experiment(name: name, runs: known + runs.filter { !present.contains($0) }))
    experiments.sort { $0.name < $1.name }
  }

  private mutating func note(_ run: RunIdentity, _ standing: RunStanding, _ failure: String? = nil) {
    let all = RunStanding.allCases
    guard let rank = all.firstIndex(of: standing), rank < all.firstIndex(of: standings[run] ?? .planned) ?? 0
    else {
      if standings[run] == nil { standings[run] = standing }
      return
    }
    standings[run] = standing
    failures.removeAll { $0.identity == run }
    if standing == .failed { failures.append(Failure(identity: run, reason: failure ?? "")) }
  }

  private static func standing(_ state: RunState, finished: RunStanding) -> RunStanding {
    switch state {
    case .planned: .planned
    case .running: .running
    case .interrupted: .interrupted
    case .finished: finished
    case .failed: .failed
    }
  }
}

/// How far a run is, over the main database, the shards and the queue. Of what several of them say, the first counts.
public enum RunStanding: String, Hashable, Sendable, Codable, CaseIterable {
  /// In the main database.
  case finished
  /// Finished in a shard, and not in the main database yet.
  case toCollect
  case running
  /// A task that will do it waits in the queue, or has not come to it.
  case queued
  case failed
  /// Begun, and left by a process that ended.
  case interrupted
  case planned
}
