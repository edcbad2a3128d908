import Foundation
import NCFConcurrency
import NCFEvaluation
import NCFExperiments
import NCFModels
import NCFWeights

/// A journal in memory that keeps the rules of `RunJournal` and counts what is asked of it.
final class MemoryJournal: RunJournal {
  struct Entry {
    var run: PlannedRun
    var status: RunState
    var epochs: [EpochRecord] = []
    var result: RunResult?
    var failure: String?
    var beginnings = 0
    /// Another process has it.
    var isHeldElsewhere = false
    /// Begun, and given back.
    var isReleased = false
  }

  struct Content {
    var entries: [RunIdentity: Entry] = [:]
    var weights: [RunIdentity: TensorBundle] = [:]
    var fullRankings: [RunIdentity: FullRanking] = [:]
    var checkpoints: [RunIdentity: RunCheckpoint] = [:]
    /// How many checkpoints have been saved.
    var saves = 0
    var refusesCheckpoints = false
    var experiments: [String: [PlannedRun]] = [:]
    /// The order in which runs were begun.
    var begun: [RunIdentity] = []
    /// Thrown by `record` once so many epochs have been recorded.
    var recordsUntilFull = Int.max
    /// How many calls of `states` know nothing yet, as if another process were finishing runs just then.
    var blindStatusCalls = 0
    var losesWeights = false
  }

  struct DiskFull: Error {}

  private let content = Locked(Content())

  func read<Value: Sendable>(_ body: @Sendable (Content) -> Value) -> Value { content.withLock { body($0) } }
  func change(_ body: @Sendable (inout Content) -> Void) { content.withLock { body(&$0) } }

  func states(of identities: [RunIdentity]) throws -> [RunIdentity: RunState] {
    content.withLock { content in
      content.blindStatusCalls -= 1
      if content.blindStatusCalls >= 0 { return [:] }
      return content.entries.filter { identities.contains($0.key) && !$0.value.isReleased }.mapValues(
        \.status)
    }
  }

  func records(of identities: [RunIdentity]) throws -> [RunIdentity: RunRecord] {
    content.withLock { content in
      content.entries.filter { identities.contains($0.key) && !$0.value.isReleased }.mapValues { entry in
        RunRecord(
          identity: entry.run.identity, configuration: entry.run.configuration,
          datasetDigest: entry.run.datasetDigest, status: entry.status, failure: entry.failure,
          environment: TestData.environment, started: Date(timeIntervalSince1970: 0), ended: nil,
          epochs: entry.epochs, result: entry.result)
      }
    }
  }

  func register(experiment: String, specification: String, runs: [PlannedRun]) throws {
    content.withLock { $0.experiments[experiment] = runs }
  }

  func begin(_ run: PlannedRun, environment: RunEnvironment) throws -> RunStart? {
    content.withLock { content in
      let known = content.entries[run.identity]
      if known?.status == .finished || known?.isHeldElsewhere == true { return nil }
      let checkpoint = content.checkpoints[run.identity]
      content.entries[run.identity] = Entry(
        run: run, status: .running,
        epochs: known?.epochs.filter { $0.epoch <= checkpoint?.measuredEpoch ?? -1 } ?? [],
        beginnings: (known?.beginnings ?? 0) + 1)
      content.begun.append(run.identity)
      return RunStart(checkpoint: checkpoint)
    }
  }

  func record(_ epoch: EpochRecord, of identity: RunIdentity) throws {
    try content.withLock { content in
      guard content.recordsUntilFull > 0 else { throw DiskFull() }
      content.recordsUntilFull -= 1
      content.entries[identity]?.epochs.append(epoch)
    }
  }

  func finish(_ identity: RunIdentity, result: RunResult) throws {
    content.withLock { content in
      content.entries[identity]?.status = .finished
      content.entries[identity]?.result = result
      content.checkpoints[identity] = nil
    }
  }

  func fail(_ identity: RunIdentity, reason: String) throws {
    content.withLock { content in
      content.entries[identity]?.status = .failed
      content.entries[identity]?.failure = reason
      content.checkpoints[identity] = nil
    }
  }

  func release(_ identity: RunIdentity) throws {
    content.withLock { $0.entries[identity]?.isReleased = true }
  }

  func saveWeights(_ weights: TensorBundle, of identity: RunIdentity) throws {
    content.withLock { content in
      if !content.losesWeights { content.weights[identity] = weights }
    }
  }

  func weights(of identity: RunIdentity) throws -> TensorBundle? { content.withLock { $0.weights[identity] } }

  func fullyRanked(of identities: [RunIdentity]) throws -> Set<RunIdentity> {
    content.withLock { content in
      Set(
        identities.filter { identity in
          content.fullRankings[identity].map { $0.isComplete || content.weights[identity] == nil } ?? false
        })
    }
  }

  func saveFullRanking(_ ranking: FullRanking, of identity: RunIdentity) throws {
    content.withLock { $0.fullRankings[identity] = ranking }
  }

  func saveCheckpoint(_ checkpoint: RunCheckpoint, of run: PlannedRun, environment: RunEnvironment) throws {
    try content.withLock { content in
      guard !content.refusesCheckpoints else { throw DiskFull() }
      content.checkpoints[run.identity] = checkpoint
      content.saves += 1
    }
  }

  func start(of run: PlannedRun, environment: RunEnvironment) throws -> RunStart {
    RunStart(checkpoint: content.withLock { $0.checkpoints[run.identity] })
  }

  func removeCheckpoint(of identity: RunIdentity) throws {
    content.withLock { $0.checkpoints[identity] = nil }
  }
}
