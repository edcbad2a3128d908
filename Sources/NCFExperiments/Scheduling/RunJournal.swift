import NCFEvaluation
import NCFModels
import NCFWeights

/// Where the scheduler writes down what runs do: the store, as the scheduler sees it.
///
/// Calls come from several threads. What a call has written is durable when it returns.
public protocol RunJournal: Sendable {
  /// How far each of these runs has come that anybody has asked for.
  func states(of identities: [RunIdentity]) throws -> [RunIdentity: RunState]
  /// What is stored of these runs, as far as they have been begun.
  func records(of identities: [RunIdentity]) throws -> [RunIdentity: RunRecord]
  /// Writes down that an experiment asked for these runs.
  func register(experiment: String, specification: String, runs: [PlannedRun]) throws
  /// Takes a run for this process. The epochs of an attempt that did not finish are forgotten, except for those
  /// before the checkpoint from which the run goes on.
  /// - Returns: nil if the run is finished, or another living process has it.
  func begin(_ run: PlannedRun, environment: RunEnvironment) throws -> RunStart?
  func record(_ epoch: EpochRecord, of identity: RunIdentity) throws
  /// Stores the result and marks the run finished, in one transaction. Its checkpoint goes.
  func finish(_ identity: RunIdentity, result: RunResult) throws
  /// Marks the run failed. Its checkpoint goes.
  func fail(_ identity: RunIdentity, reason: String) throws
  /// Gives a begun run back, unfinished, as when the user interrupts it. Its checkpoint stays.
  func release(_ identity: RunIdentity) throws

  /// Stores the weights of a run's best epoch, atomically.
  func saveWeights(_ weights: TensorBundle, of identity: RunIdentity) throws
  /// The stored weights of a run's best epoch, or nil.
  func weights(of identity: RunIdentity) throws -> TensorBundle?

  /// Those of these runs whose full ranking is stored. One that lacks metrics of its lists (`FullRanking.isComplete`), as
  /// earlier releases left it, is not among them as long as the run's weights are stored, which give the rest in
  /// moments; without them it is, since lists are no reason to train a run again.
  func fullyRanked(of identities: [RunIdentity]) throws -> Set<RunIdentity>
  /// Adds a full ranking, or what an earlier one lacks, to the stored result of a run.
  func saveFullRanking(_ ranking: FullRanking, of identity: RunIdentity) throws

  /// Stores where a run can go on, atomically, in place of an earlier checkpoint.
  func saveCheckpoint(_ checkpoint: RunCheckpoint, of run: PlannedRun, environment: RunEnvironment) throws
  /// Where a run can go on whose result is stored already, and which is trained once more.
  func start(of run: PlannedRun, environment: RunEnvironment) throws -> RunStart
  /// Removes a run's checkpoint, if there is one.
  func removeCheckpoint(of identity: RunIdentity) throws
}

extension RunJournal {
  /// Writes down which runs each experiment of a plan asks for.
  public func register(_ plan: Plan) throws {
    let runs = Dictionary(uniqueKeysWithValues: plan.runs.map { ($0.identity, $0) })
    for experiment in plan.experiments {
      try register(
        experiment: experiment.name, specification: experiment.specification,
        runs: experiment.runs.compactMap { runs[$0] })
    }
  }
}
