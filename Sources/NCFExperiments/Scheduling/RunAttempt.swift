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
  private var measuredRanks: [UInt16] = []
  private var best: RunCheckpoint.Best?
  /// Of the epoch after `measuredEpoch`, once it has been trained to its end.
  private var trainedLoss: Double?
  private var trainingSeconds: Double

  /// Leaves out the time for which the machine sleeps; jumps of the calendar's clock do not matter to it.
  private let clock = SuspendingClock()
  private var latestSave: SuspendingClock.Instant

  init(_ executor: RunExecutor, from checkpoint: RunCheckpoint?, control: RunControl) throws {
    self.executor = executor
    self.control = control
    let start = clock.now
    trainer = try executor.method.makeTrainer(
      TrainingContext(
        training: executor.data.training, values: executor.values, pretrained: executor.pretrained))
    evaluator = Evaluator(task: executor.data.selectionTask)
    latestSave = clock.now
    // The training time of iteration 0 is what initialising or fitting took.
    trainingSeconds = (latestSave - start).seconds
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
      let start = clock.now
      trainedLoss = trainUntilPause()
      trainingSeconds += (clock.now - start).seconds
    }
    if let loss = trainedLoss, !loss.isFinite {
      throw RunExecutor.Divergence(epoch: measuredEpoch + 1, loss: loss)
    }
    return true
  }

  /// Measures what has been trained.
  /// - Returns: nil if the run is to stop.
  mutating func measure() -> EpochRecord? {
    let start = clock.now
    trainer.prepareToScore()
    guard let ranks = evaluator.ranks(of: trainer, isCancelled: control.isCancelled) else { return nil }
    let metrics = RankingMetrics(ranks: ranks)
    let record = EpochRecord(
      epoch: measuredEpoch + 1, loss: trainedLoss, metrics: metrics, trainingSeconds: trainingSeconds,
      evaluationSeconds: (clock.now - start).seconds)
    measuredEpoch += 1
    measuredRanks = ranks
    (trainedLoss, trainingSeconds) = (nil, 0)
    let bestSoFar = best.map { RankingMetrics(ranks: $0.ranks).hitRatio(at: 10) } ?? -1
    if metrics.hitRatio(at: 10) > bestSoFar {
      best = .init(epoch: measuredEpoch, ranks: ranks, weights: needsWeights ? trainer.weights : nil)
    }
    return record
  }

  /// Measures on the test task, if that has played no part so far.
  /// - Returns: nil if the run is to stop; where it can go on has been saved.
  mutating func complete() throws -> RunExecutor.Completion? {
    guard let best else { preconditionFailure("there is always an iteration 0") }
    var (bestRanks, lastRanks) = (best.ranks, measuredRanks)
    let parameterCount = trainer.weights.tensors.values.reduce(0) { $0 + $1.values.count }
    if !executor.data.selectsOnTest {
      let test = Evaluator(task: executor.data.testTask)
      trainer.prepareToScore()
      guard let ranks = test.ranks(of: trainer, isCancelled: control.isCancelled) else {
        try save()
        return nil
      }
      (bestRanks, lastRanks) = (ranks, ranks)
      if best.epoch < epochCount, let weights = best.weights {
        // The last epoch's state is gone once the best weights are back.
        let atEnd = checkpoint()
        try trainer.restore(weights)
        trainer.prepareToScore()
        guard let ranks = test.ranks(of: trainer, isCancelled: control.isCancelled) else {
          if let atEnd { try control.save(atEnd) }
          return nil
        }
        bestRanks = ranks
      }
    }
    return RunExecutor.Completion(
      result: RunResult(
        bestEpoch: best.epoch, best: RankingMetrics(ranks: bestRanks), last: RankingMetrics(ranks: lastRanks),
        bestRanks: bestRanks, parameterCount: parameterCount),
      bestWeights: executor.keepsWeights ? best.weights : nil)
  }

  /// Saves where the run can go on, if there is anything worth it.
  mutating func save() throws {
    defer { latestSave = clock.now }
    if let checkpoint = checkpoint() { try control.save(checkpoint) }
  }

  /// To select by one task and report on another, the best epoch's weights have to come back at the end.
  private var needsWeights: Bool { executor.keepsWeights || !executor.data.selectsOnTest }

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

extension Duration {
  fileprivate var seconds: Double { self / .seconds(1) }
}
