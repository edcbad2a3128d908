import NCFDiagnostics
import NCFEvaluation
import NCFModels
import NCFSystem

/// The state of a run while `RunExecutor` carries it out: the trainer, and what has been measured so far.
struct RunAttempt {
  private let executor: RunExecutor
  private let control: RunControl
  private let trainer: any Trainer
  private let evaluator: Evaluator

  /// −1 before epoch 0.
  private(set) var measuredEpoch = -1
  private var measuredRanks: Ranks = []
  private var best: RunCheckpoint.Best?
  /// Of the epoch after `measuredEpoch`, once it has been trained to its end.
  private var trained: TrainedEpoch?
  private var trainingSeconds: Double

  /// For durations that are reported.
  private let stopwatch: ComputingClock
  /// For what happens at intervals. Leaves out the time for which the machine sleeps.
  private let clock = SuspendingClock()
  private var latestSave: SuspendingClock.Instant

  init(_ executor: RunExecutor, from checkpoint: RunCheckpoint?, control: RunControl) throws {
    self.executor = executor
    self.control = control
    stopwatch = ComputingClock(
      threadCount: try executor.method.threadCount(of: executor.values))
    let start = stopwatch.seconds
    trainer = try executor.method.makeTrainer(
      executor.values, on: TrainingData(executor.data.training, pretrained: executor.pretrained))
    evaluator = Evaluator(task: executor.data.selectionTask, ties: executor.data.ties)
    latestSave = clock.now
    // The training time of epoch 0 has in it what initialising took.
    trainingSeconds = stopwatch.seconds - start
    if let checkpoint { try resume(from: checkpoint) }
  }

  var epochCount: Int { trainer.epochCount }

  /// Trains to the end of the next epoch; epoch 0 is the model before training.
  /// - Returns: false if the run is to stop.
  mutating func train() throws -> Bool {
    while trained == nil {
      if control.isCancelled() { return false }
      if isSaveDue { try save() }
      let start = stopwatch.seconds
      let step = try trainer.finishEpoch(pausingWhen: { control.isCancelled() || isSaveDue })
      trainingSeconds += stopwatch.seconds - start
      if case .epoch(let loss) = step { trained = TrainedEpoch(loss: loss) }
    }
    if let loss = trained?.loss, !loss.isFinite {
      throw RunExecutor.Divergence(epoch: measuredEpoch + 1, loss: loss)
    }
    return true
  }

  /// Measures what has been trained.
  /// - Returns: nil if the run is to stop.
  mutating func measure() -> EpochRecord? {
    let start = stopwatch.seconds
    guard let ranks = evaluator.ranks(of: trainer.recommender(), isCancelled: control.isCancelled) else {
      return nil
    }
    let metrics = RankingMetrics(ranks: ranks)
    let record = EpochRecord(
      epoch: measuredEpoch + 1, loss: trained?.loss, metrics: metrics, trainingSeconds: trainingSeconds,
      evaluationSeconds: stopwatch.seconds - start)
    measuredEpoch += 1
    measuredRanks = ranks
    (trained, trainingSeconds) = (nil, 0)
    let metric = executor.data.selectBy
    let bestSoFar = best.map { metric.mean(of: $0.ranks) } ?? -1
    if executor.data.selection == .last || metric.mean(of: ranks) > bestSoFar {
      best = .init(epoch: measuredEpoch, ranks: ranks, weights: needsWeights ? trainer.weights : nil)
    }
    return record
  }

  /// Measures what only the end of a run can tell.
  /// - Returns: nil if the run is to stop; where it can go on has been saved.
  mutating func complete() throws -> RunExecutor.Completion? {
    guard let best else { preconditionFailure("there is always an epoch 0") }
    let end = executor.keepsEnd ? checkpoint() : nil
    guard let outcome = try measureOnTest(best) else {
      try save()
      return nil
    }
    return RunExecutor.Completion(
      result: RunResult(
        bestEpoch: best.epoch, best: RankingMetrics(ranks: outcome.best),
        last: RankingMetrics(ranks: outcome.last), bestRanks: outcome.best,
        parameterCount: trainer.parameterCount,
        fullRanking: outcome.full),
      bestWeights: executor.keepsWeights ? best.weights : nil, end: end)
  }

  /// The ranks on the test task with the best and with the last epoch's weights; and the full ranking of the best, if
  /// it is wanted.
  /// - Returns: nil if the run is to stop.
  private func measureOnTest(
    _ best: RunCheckpoint.Best
  ) throws -> (best: Ranks, last: Ranks, full: FullRanking?)? {
    let test = Evaluator(task: executor.data.testTask, ties: executor.data.ties)
    var (bestRanks, lastRanks) = (best.ranks, measuredRanks)
    var model = trainer.recommender()
    // With a validation set, the test task has played no part so far.
    if !executor.data.selectsOnTest {
      guard let ranks = test.ranks(of: model, isCancelled: control.isCancelled) else { return nil }
      (bestRanks, lastRanks) = (ranks, ranks)
    }
    if best.epoch < epochCount, needsBestWeights, let weights = best.weights {
      model = try executor.method.makeRecommender(weights, on: executor.data.training)
      if !executor.data.selectsOnTest {
        guard let ranks = test.ranks(of: model, isCancelled: control.isCancelled) else { return nil }
        bestRanks = ranks
      }
    }
    guard executor.ranksFully else { return (bestRanks, lastRanks, nil) }
    let evaluator = ListEvaluator(
      task: executor.data.testTask, known: executor.data.known, ties: executor.data.ties)
    guard let full = evaluator.fullRanking(by: model, isCancelled: control.isCancelled) else { return nil }
    return (bestRanks, lastRanks, full)
  }

  /// Saves where the run can go on, if there is anything worth it.
  mutating func save() throws {
    defer { latestSave = clock.now }
    if let checkpoint = checkpoint() { try control.save(checkpoint) }
  }

  /// Whether the best epoch's weights have to come back at the end: to report on another task than the one that
  /// selects, or to rank once more.
  private var needsBestWeights: Bool { !executor.data.selectsOnTest || executor.ranksFully }

  private var needsWeights: Bool { executor.keepsWeights || needsBestWeights }

  private var isSaveDue: Bool {
    guard best != nil, let interval = control.checkpointInterval else { return false }
    return clock.now - latestSave >= interval
  }

  /// nil before anything was measured, and for a closed form, which has no state to keep.
  private func checkpoint() -> RunCheckpoint? {
    guard let best, let state = trainer.state else { return nil }
    return RunCheckpoint(
      measuredEpoch: measuredEpoch, measuredRanks: measuredRanks, best: best, trainedLoss: trained?.loss,
      trainingSeconds: trainingSeconds, trainer: state)
  }

  private mutating func resume(from checkpoint: RunCheckpoint) throws {
    let epochs = 0...epochCount
    guard epochs.contains(checkpoint.measuredEpoch),
      (0...checkpoint.measuredEpoch).contains(checkpoint.best.epoch)
    else { throw UnusableCheckpoint("it is of another number of epochs") }
    let caseCount = evaluator.task.caseCount
    guard checkpoint.measuredRanks.count == caseCount, checkpoint.best.ranks.count == caseCount else {
      throw UnusableCheckpoint("it is of another data set")
    }
    guard checkpoint.best.weights != nil || !needsWeights else {
      throw UnusableCheckpoint("it does not hold the best epoch's weights, which are needed now")
    }
    do {
      try trainer.resume(from: checkpoint.trainer)
    } catch let error as InputError {
      throw UnusableCheckpoint(error.problem)
    }
    measuredEpoch = checkpoint.measuredEpoch
    measuredRanks = checkpoint.measuredRanks
    best = checkpoint.best
    trained = checkpoint.trainedLoss.map(TrainedEpoch.init)
    trainingSeconds = checkpoint.trainingSeconds
  }
}

/// An epoch that has been trained to its end, and not yet measured.
private struct TrainedEpoch {
  /// Nil for epoch 0.
  let loss: Double?
}
