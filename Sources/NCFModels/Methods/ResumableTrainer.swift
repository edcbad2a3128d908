/// A trainer whose epochs can be left and taken up again, also by another process, without a trace in the
/// numbers. A trainer whose epochs take longer than a second should be one.
///
///     while true {
///       if let loss = trainer.trainEpoch(pausingWhen: { isTime() }) { return loss }
///       save(trainer.state)          // and go on, or leave the rest to `resume(from:)` in another process
///     }
public protocol ResumableTrainer: Trainer {
  /// Trains up to the end of the epoch, from the last pause in it if there was one.
  /// - Parameter shouldPause: Asked between steps, every few milliseconds.
  /// - Returns: The mean training loss per instance over the whole epoch, or nil if the trainer paused.
  func trainEpoch(pausingWhen shouldPause: () -> Bool) -> Double?
  /// Everything that decides how training goes on.
  var state: TrainerState { get }
  /// Takes up the training that `state` describes, with a trainer that was made from the same context.
  /// - Throws: `InputError` if the state is of another model; the trainer must then not be used any more.
  func resume(from state: TrainerState) throws
}

extension ResumableTrainer {
  public func trainEpoch() -> Double {
    guard let loss = trainEpoch(pausingWhen: { false }) else { preconditionFailure("nobody asked to pause") }
    return loss
  }
}
