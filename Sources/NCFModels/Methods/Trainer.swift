import NCFWeights

/// One run's model while it is trained, on one thread.
///
///     let trainer = try method.makeTrainer(context)
///     for epoch in 1...epochs {
///       let loss = try trainer.trainEpoch()
///       trainer.prepareToScore()
///       let evaluation = evaluator.evaluate(trainer)
///     }
///
/// A method without epochs (ItemPop, ItemKNN) is fitted when it is made, and its epoch count is 0.
public protocol Trainer: Recommender {
  /// How many epochs the hyperparameters ask for; 0 for a method that is fitted when it is made.
  var epochCount: Int { get }
  /// Trains for one more pass over the data.
  /// - Returns: The mean training loss per instance, without penalties.
  func trainEpoch() -> Double
  /// Brings everything that `score` reads up to date. Called before evaluation and before `weights` is read.
  func prepareToScore()
  /// The model's parameters by name.
  var weights: TensorBundle { get }
  /// Replaces the model's parameters by `weights`, names and shapes as `weights` gives them.
  /// - Throws: `InputError` if a tensor is missing or of another shape.
  func restore(_ weights: TensorBundle) throws
}
