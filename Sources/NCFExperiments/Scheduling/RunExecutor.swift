import NCFEvaluation
import NCFModels

/// Trains and measures one run: the training loop of the whole project.
public struct RunExecutor: Sendable {
  /// What a run that came to its end leaves.
  public struct Completion: Sendable {
    public let result: RunResult
    /// The model's parameters at the best epoch; nil unless they were asked for.
    public let bestWeights: TensorBundle?
  }

  /// The loss was not finite any more.
  public struct Divergence: Error, Hashable, Sendable, CustomStringConvertible {
    public let epoch: Int
    public let loss: Double

    public var description: String {
      "training diverged: the loss was \(loss) in epoch \(epoch); try a smaller learning_rate"
    }
  }

  public let method: any Method
  public let values: Hyperparameters
  public let data: RunData
  /// The best weights of the prerequisites, by role.
  public let pretrained: [String: TensorBundle]
  /// Whether the weights of the best epoch are kept.
  public let keepsWeights: Bool

  public init(
    method: any Method, values: Hyperparameters, data: RunData, pretrained: [String: TensorBundle] = [:],
    keepsWeights: Bool = false
  ) {
    self.method = method
    self.values = values
    self.data = data
    self.pretrained = pretrained
    self.keepsWeights = keepsWeights
  }

  /// Trains from the first epoch to the last, and measures before the first and after each.
  ///
  /// The best epoch is the one with the highest HR@10 on the selection task, the earliest of equals. With a
  /// validation set, the test task plays no part until training has ended.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked before each iteration.
  ///   - report: Called after each iteration, from 0, with what it measured and the number of epochs.
  /// - Returns: nil if the run was cancelled.
  /// - Throws: `Divergence`, what the trainer throws and what `report` throws.
  public func execute(
    isCancelled: () -> Bool = { false }, report: (EpochRecord, _ epochCount: Int) throws -> Void
  ) throws -> Completion? {
    let clock = ContinuousClock()
    var trainingStart = clock.now
    let trainer = try method.makeTrainer(
      TrainingContext(training: data.training, values: values, pretrained: pretrained))
    let evaluator = Evaluator(task: data.selectionTask)
    var best: (epoch: Int, metrics: RankingMetrics, ranks: [UInt16], weights: TensorBundle?)?
    var latest: (metrics: RankingMetrics, ranks: [UInt16])?

    // Iteration 0 is the model before training; its training time is what initialising or fitting took.
    for epoch in 0...trainer.epochCount {
      if isCancelled() { return nil }
      if epoch > 0 { trainingStart = clock.now }
      let loss = epoch == 0 ? nil : trainer.trainEpoch()
      if let loss, !loss.isFinite { throw Divergence(epoch: epoch, loss: loss) }
      let evaluationStart = clock.now
      trainer.prepareToScore()
      let ranks = evaluator.ranks(of: trainer)
      let metrics = RankingMetrics(ranks: ranks)
      let evaluationEnd = clock.now

      latest = (metrics, ranks)
      if metrics.hitRatio(at: 10) > best?.metrics.hitRatio(at: 10) ?? -1 {
        let weights = keepsWeights || !data.selectsOnTest ? trainer.weights : nil
        best = (epoch, metrics, ranks, weights)
      }
      try report(
        EpochRecord(
          epoch: epoch, loss: loss, metrics: metrics,
          trainingSeconds: (evaluationStart - trainingStart).seconds,
          evaluationSeconds: (evaluationEnd - evaluationStart).seconds),
        trainer.epochCount)
    }

    guard var best, var latest else { preconditionFailure("there is always an iteration 0") }
    if !data.selectsOnTest {
      let test = Evaluator(task: data.testTask)
      latest.ranks = test.ranks(of: trainer)
      if best.epoch < trainer.epochCount, let weights = best.weights {
        try trainer.restore(weights)
        trainer.prepareToScore()
      }
      best.ranks = best.epoch < trainer.epochCount ? test.ranks(of: trainer) : latest.ranks
    }
    return Completion(
      result: RunResult(
        bestEpoch: best.epoch, best: RankingMetrics(ranks: best.ranks),
        last: RankingMetrics(ranks: latest.ranks), bestRanks: best.ranks,
        parameterCount: trainer.weights.tensors.values.reduce(0) { $0 + $1.values.count }),
      bestWeights: keepsWeights ? best.weights : nil)
  }
}

extension Duration {
  fileprivate var seconds: Double { self / .seconds(1) }
}
