import NCFDiagnostics
import NCFEvaluation
import NCFModels

/// The state of a run while `RunExecutor` carries it out: the trainer, and what has been measured so far.
struct RunAttempt {
  private let executor: RunExecutor
  private let control: RunControl
  private let trainer: any Trainer
  private let evaluator: Evaluator

  /// −1 before iteration 0.
  private(set) var measuredEpoch = -1
  private var measuredRanks: Ranks = []
  private var best: RunCheckpoint.Best?
  /// Of the epoch after `measuredEpoch`, once it has been trained to its end.
  private var trainedLoss: Double?
  private var trainingSeconds: Double

  /// For durations that are reported.
  private let stopwatch: ComputingClock
  /// For what happens at intervals. Leaves out the time for which the machine sleeps.
  private let clock = SuspendingClock()
  private var latestSave: SuspendingClock.Instant

  init(_ executor: RunExecutor, from checkpoint: RunCheckpoint?, control: RunControl) throws {
    self.executor = executor
    self.control = control
    stopwatch = ComputingClock(threadCount: executor.values.threadCount)
    let start = stopwatch.seconds
    trainer = try executor.method.makeTrainer(
      TrainingContext(
        training: executor.data.training, values: executor.values, pretrained: executor.pretrained))
    evaluator = Evaluator(task: executor.data.selectionTask, ties: executor.data.ties)
    latestSave = clock.now
    // The training time of iteration 0 is what initialising or fitting took.
    trainingSeconds = stopwatch.seconds - start
    if let checkpoint { try resume(from: checkpoint) }
  }

  var epochCount: Int { trainer.epochCount }

  /// Trains the next epoch; iteration 0 is the model before training.
  /// - Returns: false if the run is to stop.
  mutating func train() throws -> Bool {
    if measuredEpoch < 0 { return !control.isCancelled() }
    while trainedLoss == nil {
      if control.isCancelled() { return false }
      if isSaveDue { try save() }
      let start = stopwatch.seconds
      trainedLoss = trainUntilPause()
      trainingSeconds += stopwatch.seconds - start
    }
    if let loss = trainedLoss, !loss.isFinite {
      throw RunExecutor.Divergence(epoch: measuredEpoch + 1, loss: loss)
    }
    return true
  }

  /// Measures what has been trained.
  /// - Returns: nil if the run is to stop.
  mutating func measure() -> EpochRecord? {
    let start = stopwatch.seconds
    trainer.prepareToScore()
    guard let ranks = evaluator.ranks(of: trainer, isCancelled: control.isCancelled) else { return nil }
    let metrics = RankingMetrics(ranks: ranks)
    let record = EpochRecord(
      epoch: measuredEpoch + 1, loss: trainedLoss, metrics: metrics, trainingSeconds: trainingSeconds,
      evaluationSeconds: stopwatch.seconds - start)
    measuredEpoch += 1
    measuredRanks = ranks
    (trainedLoss, trainingSeconds) = (nil, 0)
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
    guard let best else { preconditionFailure("there is always an iteration 0") }
    let parameterCount = trainer.weights.tensors.values.reduce(0) { $0 + $1.values.count }
    // The last epoch's state is gone once the best weights are back.
    let atEnd = best.epoch < epochCount && needsBestWeights ? checkpoint() : nil
    trainer.prepareToScore()
    guard let outcome = try measureOnTest(best) else {
      if let atEnd { try control.save(atEnd) } else { try save() }
      return nil
    }
    return RunExecutor.Completion(
      result: RunResult(
        bestEpoch: best.epoch, best: RankingMetrics(ranks: outcome.best),
        last: RankingMetrics(ranks: outcome.last), bestRanks: outcome.best, parameterCount: parameterCount,
        fullRanking: outcome.full),
      bestWeights: executor.keepsWeights ? best.weights : nil)
  }

  /// The ranks on the test task with the best and with the last epoch's weights, which the trainer has at first; and
  /// the full ranking, if it is wanted.
  /// - Returns: nil if the run is to stop.
  private func measureOnTest(
    _ best: RunCheckpoint.Best
  ) throws -> (best: Ranks, last: Ranks, full: FullRanking?)? {
    let test = Evaluator(task: executor.data.testTask, ties: executor.data.ties)
    var (bestRanks, lastRanks) = (best.ranks, measuredRanks)
    // With a validation set, the test task has played no part so far.
    if !executor.data.selectsOnTest {
      guard let ranks = test.ranks(of: trainer, isCancelled: control.isCancelled) else { return nil }
      (bestRanks, lastRanks) = (ranks, ranks)
    }
    if best.epoch < epochCount, needsBestWeights, let weights = best.weights {
      try trainer.restore(weights)
      trainer.prepareToScore()
      if !executor.data.selectsOnTest {
        guard let ranks = test.ranks(of: trainer, isCancelled: control.isCancelled) else { return nil }
        bestRanks = ranks
      }
    }
    guard executor.ranksFully else { return (bestRanks, lastRanks, nil) }
    let evaluator = FullRankingEvaluator(
      task: executor.data.testTask, known: executor.data.known, ties: executor.data.ties)
    guard let full = evaluator.rank(trainer, isCancelled: control.isCancelled) else { return nil }
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
    guard trainer is any ResumableTrainer, let interval = control.checkpointInterval else { return false }
    return clock.now - latestSave >= interval
  }

  private func trainUntilPause() -> Double? {
    guard let trainer = trainer as? any ResumableTrainer else { return trainer.trainEpoch() }
    return trainer.trainEpoch(pausingWhen: { control.isCancelled() || isSaveDue })
  }

  /// nil before anything was measured, and for a trainer whose state cannot be kept.
  private func checkpoint() -> RunCheckpoint? {
    guard let best, let trainer = trainer as? any ResumableTrainer else { return nil }
    return RunCheckpoint(
      measuredEpoch: measuredEpoch, measuredRanks: measuredRanks, best: best, trainedLoss: trainedLoss,
      trainingSeconds: trainingSeconds, trainer: trainer.state)
  }

  private mutating func resume(from checkpoint: RunCheckpoint) throws {
    guard let trainer = trainer as? any ResumableTrainer else {
      throw UnusableCheckpoint("\(executor.method.name) cannot go on from a checkpoint")
    }
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
    trainedLoss = checkpoint.trainedLoss
    trainingSeconds = checkpoint.trainingSeconds
  }
}
