import Foundation
import NCFDiagnostics
import NCFModels
import NCFWeights

extension Scheduler {
  /// What one thread does: run after run, until nothing is left.
  func work(on board: RunBoard) {
    while let step = board.next() {
      switch step {
      case .giveUp(let run, .failed(let reason)):
        observer?.runFailed(run, reason: reason)
      case .giveUp(let run, _):
        observer?.runSkipped(run, because: .runningElsewhere)
      case .perform(let assignment):
        // Asks the other process's run for its end no more often than this.
        if assignment.isAwaited { usleep(250_000) }
        do {
          board.end(assignment, try perform(assignment, on: board))
        } catch {
          board.stop(for: error)
        }
      }
    }
  }

  /// Begins a run, trains it and stores what it found.
  /// - Throws: The journal's errors only; what goes wrong with the run itself is its ending.
  private func perform(_ assignment: RunBoard.Assignment, on board: RunBoard) throws -> RunBoard.Ending {
    let run = assignment.run
    var assignment = assignment
    var start = RunStart()
    if !assignment.isRepeat {
      if !retriesFailed, try journal.states(of: [run.identity])[run.identity] == .failed {
        let reason = "it failed in another process"
        observer?.runFailed(run, reason: reason)
        return .failed(reason)
      }
      if let begun = try journal.begin(run, environment: environment) {
        start = begun
      } else {
        // Another process was faster.
        guard try journal.states(of: [run.identity])[run.identity] == .finished else {
          if !board.isNeeded(run) {
            observer?.runSkipped(run, because: .runningElsewhere)
          } else if !assignment.isAwaited {
            observer?.runAwaited(run)
          }
          return .elsewhere
        }
        let lacksWeights = try assignment.savesWeights && journal.weights(of: run.identity) == nil
        let lacksRanking = try assignment.ranksFully && journal.fullyRanked(of: [run.identity]).isEmpty
        guard lacksWeights || lacksRanking else {
          observer?.runSkipped(run, because: .finishedBefore)
          return .reused
        }
        assignment = .init(run: run, isRepeat: true, savesWeights: lacksWeights, ranksFully: lacksRanking)
      }
    }
    if assignment.isRepeat, !assignment.savesWeights, let weights = try journal.weights(of: run.identity) {
      return try rankFully(assignment, with: weights, isStopping: { board.isStopping })
    }
    if assignment.isRepeat { start = try journal.start(of: run, environment: environment) }
    var beginning: PlannedRun?
    if !assignment.isRepeat, start.checkpoint == nil, let shorter = assignment.beginning,
      let end = try takeOver(from: shorter, to: run)
    {
      (beginning, start) = (shorter, RunStart(checkpoint: end, warning: start.warning))
    }

    observer?.runStarted(run, resumingAfter: start.checkpoint?.measuredEpoch)
    if let warning = start.warning { observer?.runWarned(run, of: warning) }
    if let shortage = assignment.shortage { observer?.runWarned(run, of: shortage.description) }
    let completion: RunExecutor.Completion?
    do {
      completion = try train(assignment, from: start.checkpoint, isStopping: { board.isStopping })
    } catch let error as JournalError {
      if !assignment.isRepeat { try? journal.release(run.identity) }
      throw error.cause
    } catch let error as UnusableCheckpoint where start.checkpoint != nil {
      observer?.runWarned(run, of: "the checkpoint is left aside: \(error)")
      try journal.removeCheckpoint(of: (beginning ?? run).identity)
      if !assignment.isRepeat { try journal.release(run.identity) }
      return try perform(assignment, on: board)
    } catch {
      let reason = Self.line(error)
      if !assignment.isRepeat { try journal.fail(run.identity, reason: reason) }
      observer?.runFailed(run, reason: reason)
      return .failed(reason)
    }

    guard let completion else {
      if !assignment.isRepeat { try journal.release(run.identity) }
      observer?.runCancelled(run)
      return .cancelled
    }
    if let weights = completion.bestWeights { try journal.saveWeights(weights, of: run.identity) }
    if assignment.isRepeat {
      if let ranking = completion.result.fullRanking {
        try journal.saveFullRanking(ranking, of: run.identity)
      }
      try journal.removeCheckpoint(of: run.identity)
    } else {
      try journal.finish(run.identity, result: completion.result)
    }
    // Finishing takes the checkpoint away. Without it, a longer run starts afresh, to the same numbers.
    if let end = completion.end { save(end, of: run) }
    if let shorter = assignment.beginning { try journal.removeCheckpoint(of: shorter.identity) }
    observer?.runFinished(run, result: completion.result)
    return assignment.isRepeat ? .reused : .finished
  }

  /// Makes the epochs of a shorter run the first ones of its continuation.
  /// - Returns: Where the shorter run ended; nil if it has not left that, so that the longer run starts afresh.
  private func takeOver(from shorter: PlannedRun, to run: PlannedRun) throws -> RunCheckpoint? {
    guard let end = try journal.start(of: shorter, environment: environment).checkpoint,
      let epochs = try journal.records(of: [shorter.identity])[shorter.identity]?.epochs,
      epochs.map(\.epoch) == Array(0...end.measuredEpoch), end.measuredEpoch == shorter.configuration.epochs
    else { return nil }
    for epoch in epochs { try journal.record(epoch, of: run.identity) }
    return end
  }

  /// Adds a full ranking to a run whose weights are stored, without training.
  private func rankFully(
    _ assignment: RunBoard.Assignment, with weights: TensorBundle, isStopping: () -> Bool
  ) throws -> RunBoard.Ending {
    let run = assignment.run
    do {
      guard let ranking = try executor(of: assignment).fullRanking(of: weights, isCancelled: isStopping)
      else {
        observer?.runCancelled(run)
        return .cancelled
      }
      try journaled { try journal.saveFullRanking(ranking, of: run.identity) }
    } catch let error as JournalError {
      throw error.cause
    } catch {
      let reason = Self.line(error)
      observer?.runFailed(run, reason: reason)
      return .failed(reason)
    }
    observer?.runSkipped(run, because: .finishedBefore)
    return .reused
  }

  private func train(
    _ assignment: RunBoard.Assignment, from checkpoint: RunCheckpoint?, isStopping: @escaping () -> Bool
  ) throws -> RunExecutor.Completion? {
    let run = assignment.run
    var pace = Pace()
    return try executor(of: assignment).execute(
      from: checkpoint,
      control: RunControl(isCancelled: isStopping, checkpointInterval: checkpointInterval) { checkpoint in
        save(checkpoint, of: run)
      }
    ) { record, epochCount in
      if !assignment.isRepeat { try journaled { try journal.record(record, of: run.identity) } }
      pace.add(record)
      observer?.epochFinished(
        RunProgress(
          run: run, record: record, epochCount: epochCount,
          secondsLeft: pace.secondsLeft(after: record.epoch, of: epochCount)))
    }
  }

  /// A checkpoint that cannot be saved costs time if the process is killed, but no result: the run goes on.
  private func save(_ checkpoint: RunCheckpoint, of run: PlannedRun) {
    do {
      try journal.saveCheckpoint(checkpoint, of: run, environment: environment)
    } catch {
      observer?.runWarned(run, of: "the checkpoint was not saved: \(Self.line(error))")
    }
  }

  private func executor(of assignment: RunBoard.Assignment) throws -> RunExecutor {
    let run = assignment.run
    let configuration = run.configuration
    guard let method = methods.first(where: { $0.name == configuration.method }) else {
      throw InputError(.badContent, problem: "there is no method \"\(configuration.method)\"")
    }
    guard run.memory <= memory.limit else {
      throw MemoryShortage(needed: run.memory, available: memory.limit, isPassing: false)
    }
    let dataset = try datasets.dataset(named: configuration.dataset)
    guard dataset.digest == run.datasetDigest else {
      throw InputError(
        .badContent, problem: "the data set \(configuration.dataset) has changed since the plan was made")
    }
    var pretrained: [String: TensorBundle] = [:]
    for (role, prerequisite) in run.prerequisites {
      guard let weights = try journaled({ try journal.weights(of: prerequisite) }) else {
        throw InputError(
          .missing, problem: "the weights of prerequisite \(role) (\(prerequisite.short)) are not stored")
      }
      pretrained[role] = weights
    }
    return RunExecutor(
      method: method, values: configuration.values,
      data: RunData(dataset, for: configuration), pretrained: pretrained,
      keepsWeights: assignment.savesWeights, ranksFully: assignment.ranksFully,
      keepsEnd: run.keepsEnd && !assignment.isRepeat)
  }

  /// Marks the journal's errors, which stop everything, among the errors of a run, which stop only that run.
  private func journaled<Value>(_ access: () throws -> Value) throws -> Value {
    do { return try access() } catch { throw JournalError(cause: error) }
  }

  private static func line(_ error: any Error) -> String {
    String(describing: error).split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

private struct JournalError: Error {
  let cause: any Error
}

/// How long a run's epochs took so far.
private struct Pace {
  private var seconds = 0.0
  private var count = 0

  mutating func add(_ record: EpochRecord) {
    guard record.epoch > 0 else { return }
    seconds += record.trainingSeconds + record.evaluationSeconds
    count += 1
  }

  func secondsLeft(after epoch: Int, of epochCount: Int) -> Double? {
    if epoch == epochCount { return 0 }
    return count == 0 ? nil : seconds / Double(count) * Double(epochCount - epoch)
  }
}
