import NCFEvaluation
import NCFModels
import NCFWeights

/// Trains and measures one run: the training loop of the whole project.
public struct RunExecutor: Sendable {
  /// What a run that came to its end leaves.
  public struct Completion: Sendable {
    public let result: RunResult
    /// The model's parameters at the best epoch; nil unless they were asked for.
    public let bestWeights: TensorBundle?
    /// Where a run for more epochs can go on; nil unless it was asked for, and for a closed form.
    public let end: RunCheckpoint?
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
  /// Whether the test task's held-out items are ranked among all unseen items, too.
  public let ranksFully: Bool
  /// Whether the end of the training is kept, for a run that goes on from there.
  public let keepsEnd: Bool

  public init(
    method: any Method, values: Hyperparameters, data: RunData, pretrained: [String: TensorBundle] = [:],
    keepsWeights: Bool = false, ranksFully: Bool = false, keepsEnd: Bool = false
  ) {
    self.method = method
    self.values = values
    self.data = data
    self.pretrained = pretrained
    self.keepsWeights = keepsWeights
    self.ranksFully = ranksFully
    self.keepsEnd = keepsEnd
  }

  /// Trains from the first epoch, or from a checkpoint, to the last, and measures before the first and after each.
  ///
  /// The best epoch is the one with the highest HR@10, or what else the protocol selects by, on the selection task, the
  /// earliest of equals; or the last one, where the selection says so. With a validation set, the test task plays no
  /// part until training has ended.
  ///
  /// A run that goes on from a checkpoint finds the same numbers as one that was never stopped.
  ///
  /// - Parameters:
  ///   - checkpoint: Of a run with the same method, values and data.
  ///   - report: Called after each epoch, from 0, with what it measured and the number of epochs.
  /// - Returns: nil if the run was cancelled; where it can go on has been saved.
  /// - Throws: `Divergence`, `UnusableCheckpoint`, what the trainer throws and what `report` and `save` throw.
  public func execute(
    from checkpoint: RunCheckpoint? = nil, control: RunControl = RunControl(),
    report: (EpochRecord, _ epochCount: Int) throws -> Void
  ) throws -> Completion? {
    var attempt = try RunAttempt(self, from: checkpoint, control: control)
    while attempt.measuredEpoch < attempt.epochCount {
      guard try attempt.train(), let record = attempt.measure() else {
        try attempt.save()
        return nil
      }
      try report(record, attempt.epochCount)
    }
    return try attempt.complete()
  }

  /// Makes a full ranking with weights that an earlier attempt left.
  /// - Returns: nil if it was cancelled.
  /// - Throws: `InputError` if the weights are not those of the method.
  public func fullRanking(
    of weights: TensorBundle, isCancelled: () -> Bool = { false }
  ) throws -> FullRanking? {
    let model = try method.makeRecommender(weights, on: data.training)
    return ListEvaluator(task: data.testTask, known: data.known, ties: data.ties).fullRanking(
      by: model, isCancelled: isCancelled)
  }
}
