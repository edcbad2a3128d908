import Foundation
import NCFDiagnostics
import NCFModels

/// Carries out a plan on several threads, and writes down in the journal what the runs do.
///
///     let outcome = try Scheduler(journal: store, datasets: library, jobs: 2).carryOut(plan)
///
/// Finished runs are not repeated. Of those that can start, the one that heads the longest chain of runs starts
/// first; a run waits for those that it starts from. A run that fails stops only those that start from it. Each
/// run is trained on one thread and shares nothing with others, so its numbers do not depend on `jobs`.
public struct Scheduler: Sendable {
  let journal: any RunJournal
  let datasets: DatasetLibrary
  let jobs: Int
  let retriesFailed: Bool
  let keepsWeights: Bool
  let checkpointInterval: Duration?
  let memory: MemoryBudget
  let environment: RunEnvironment
  let observer: (any SchedulerObserver)?
  let methods: [any Method]

  public static let defaultCheckpointInterval = Duration.seconds(60)

  /// - Parameters:
  ///   - datasets: The library that the plan was made with.
  ///   - jobs: How many runs are trained at a time.
  ///   - retriesFailed: Whether runs that failed before are tried again.
  ///   - keepsWeights: Whether every run's weights are stored. Those that others start from always are. A
  ///     finished run whose weights are needed but not stored is trained once more, to the same numbers; so is one
  ///     whose full ranking is, unless its weights are there.
  ///   - memory: What runs may take. A run that does not fit beside others waits until it is alone; only one that
  ///     needs more than could ever be had fails.
  ///   - checkpointInterval: How long a run trains between two checkpoints, which is what is lost at most if the
  ///     process is killed.
  public init(
    journal: any RunJournal, datasets: DatasetLibrary,
    jobs: Int = ProcessInfo.processInfo.activeProcessorCount, retriesFailed: Bool = false,
    keepsWeights: Bool = false, checkpointInterval: Duration? = Self.defaultCheckpointInterval,
    memory: MemoryBudget = .ofMachine(),
    environment: RunEnvironment = .current(), observer: (any SchedulerObserver)? = nil,
    methods: [any Method] = MethodRegistry.all
  ) {
    self.journal = journal
    self.datasets = datasets
    self.jobs = max(1, jobs)
    self.retriesFailed = retriesFailed
    self.keepsWeights = keepsWeights
    self.checkpointInterval = checkpointInterval
    self.memory = memory
    self.environment = environment
    self.observer = observer
    self.methods = methods
  }

  /// Carries out the plan and returns when all runs have ended; what its results lead to is another plan
  /// (`Outcome.ofStages`). When `cancellation` is thrown, each active run
  /// stops within milliseconds or at the end of its step, leaves a checkpoint and is given back to the journal.
  /// - Parameter known: Runs of which the observer has been told, so that it is not told that they had finished or failed
  ///   before.
  /// - Throws: The journal's error if it cannot be read or written; nothing that was stored is lost.
  public func carryOut(
    _ plan: Plan, known: Set<RunIdentity> = [], cancellation: CancellationFlag = CancellationFlag()
  ) throws -> Outcome {
    try journal.register(plan)
    let (assignments, endings) = try distribute(plan, known)
    let board = RunBoard(
      assignments, endings: endings, memory: memory, cancellation: cancellation)
    let workers = DispatchGroup()
    for _ in 0..<min(jobs, assignments.count) {
      workers.enter()
      // A thread of its own: a run computes for minutes and would starve the pools that Swift and Dispatch share.
      let thread = Thread {
        work(on: board)
        workers.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    workers.wait()
    return try board.outcome(of: plan)
  }

  /// Decides for each run whether it is to be done, and tells the observer of those that are not.
  private func distribute(
    _ plan: Plan, _ known: Set<RunIdentity>
  ) throws -> ([RunBoard.Assignment], [RunIdentity: RunBoard.Ending]) {
    let states = try journal.states(of: plan.runs.map(\.identity))
    let fullyRanked = try journal.fullyRanked(of: plan.runs.filter(\.wantsFullRanking).map(\.identity))
    let heads = Set(plan.runs.flatMap(\.prerequisites.values)).union(plan.neededElsewhere)
    var needed = plan.neededElsewhere
    let planned = Dictionary(uniqueKeysWithValues: plan.runs.map { ($0.identity, $0) })
    let continued = Set(
      plan.runs.filter { states[$0.identity] != .finished }.compactMap(\.beginning)
        + plan.runs.filter(\.keepsEnd).map(\.identity))
    var assignments: [RunBoard.Assignment] = []
    var endings: [RunIdentity: RunBoard.Ending] = [:]
    // From the end, so that the runs that start from a run are decided on before it.
    for run in plan.runs.reversed() {
      let identity = run.identity
      switch states[identity] {
      case .finished:
        let lacksRanking = run.wantsFullRanking && !fullyRanked.contains(identity)
        let lacksWeights =
          try (keepsWeights || needed.contains(identity)) && journal.weights(of: identity) == nil
        guard lacksRanking || lacksWeights else {
          endings[identity] = .reused
          // A process that died between finishing the run and removing the checkpoint has left it; or the longer runs
          // that were to go on from it have been decided on.
          if !continued.contains(identity) { try journal.removeCheckpoint(of: identity) }
          continue
        }
        assignments.append(
          .init(run: run, isRepeat: true, savesWeights: lacksWeights, ranksFully: lacksRanking))
      case .failed where !retriesFailed:
        endings[identity] = .failed("it failed before, and no retry was asked for")
        continue
      case .planned, .running, .interrupted, .failed, nil:
        assignments.append(
          .init(
            run: run, isRepeat: false, savesWeights: keepsWeights || heads.contains(identity),
            ranksFully: run.wantsFullRanking, beginning: run.beginning.flatMap { planned[$0] }))
      }
      needed.formUnion(run.prerequisites.values)
    }
    for identity in plan.outsidePrerequisites {
      endings[identity] = try journal.weights(of: identity) == nil ? .absent : .reused
    }
    for run in plan.runs where !known.contains(run.identity) {
      switch endings[run.identity] {
      case .reused: observer?.runSkipped(run, because: .finishedBefore)
      case .failed: observer?.runSkipped(run, because: .failedBefore)
      default: break
      }
    }
    return (assignments.reversed(), endings)
  }
}

/// How the runs of a plan ended, each list in the plan's order.
public struct Outcome: Hashable, Sendable {
  public struct Failure: Hashable, Sendable {
    public let identity: RunIdentity
    /// One line.
    public let reason: String
  }

  /// Trained now.
  public internal(set) var finished: [RunIdentity] = []
  /// Finished before, so not repeated.
  public internal(set) var reused: [RunIdentity] = []
  /// Failed now or before, or started from a run that failed.
  public internal(set) var failed: [Failure] = []
  /// Interrupted, or not yet started when the interruption came.
  public internal(set) var cancelled: [RunIdentity] = []
  /// Left to another process that has them.
  public internal(set) var elsewhere: [RunIdentity] = []
}
