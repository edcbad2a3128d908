import NCFModels

/// Where the scheduler writes down what runs do: the store, as the scheduler sees it.
///
/// Calls come from several threads. What a call has written is durable when it returns.
public protocol RunJournal: Sendable {
  /// The status of each of these runs that has been begun.
  func statuses(of identities: [RunIdentity]) throws -> [RunIdentity: RunRecord.Status]
  /// Writes down that an experiment asked for these runs.
  func register(experiment: String, specification: String, runs: [PlannedRun]) throws
  /// Claims a run for this process and forgets the epochs of an attempt that did not finish.
  /// - Returns: false if the run is finished, or another living process has it.
  func begin(_ run: PlannedRun, environment: RunEnvironment) throws -> Bool
  func record(_ epoch: EpochRecord, of identity: RunIdentity) throws
  /// Stores the result and marks the run finished, in one transaction.
  func finish(_ identity: RunIdentity, result: RunResult) throws
  func fail(_ identity: RunIdentity, reason: String) throws
  /// Gives a claimed run back, unfinished, as when the user interrupts it.
  func release(_ identity: RunIdentity) throws

  /// Stores the weights of a run's best epoch, atomically.
  func saveWeights(_ weights: TensorBundle, of identity: RunIdentity) throws
  /// The stored weights of a run's best epoch, or nil.
  func weights(of identity: RunIdentity) throws -> TensorBundle?
}
