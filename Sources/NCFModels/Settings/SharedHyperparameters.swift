import NCFKernels

/// What several methods have, each with a default of its own. What one method or one kind of methods has alone stands with
/// it.
extension Hyperparameter {
  public static let factors = Hyperparameter(
    "factors", .integer(1...1024),
    "predictive factors: the width of the last hidden layer (MLP, NeuMF) or of the latent vectors")
  public static let learner = Hyperparameter(
    "learner", Optimiser.Learner.domain, "optimiser")
  public static let learningRate = Hyperparameter(
    "learning_rate", .number(0...10, exclusiveMinimum: true),
    "step size of the optimiser")
  public static let batchSize = Hyperparameter(
    "batch_size", .integer(1...1_048_576), "instances per gradient step")
  public static let epochs = Hyperparameter(
    "epochs", .integer(0...10_000), "passes over the training data")
  /// Of every run where nothing else is said.
  public static let usualSeed = 42
  public static let seed = Hyperparameter(
    "seed", .integer(0...Int(Int32.max)),
    "seed of initialisation, negative sampling and shuffling")

  public static let neighbours = Hyperparameter(
    "neighbours", .integer(0...1_000_000),
    "most similar items that count for an item (ItemKNN, RP3beta, SLIM), or users for a user (UserKNN); 0 for all"
  )
  public static let l2 = Hyperparameter(
    "l2", .number(0...10_000),
    "L2 regularisation λ: of each triplet's three vectors (BPR), of all latent vectors (eALS, iALS), or of the item weights (EASEᴿ)"
  )

  public static let initialDeviation = Hyperparameter(
    "initial_deviation", .number(0...10, exclusiveMinimum: true),
    "standard deviation of the initial latent vectors (MF), times the square root of factors (iALS)")
}

extension Optimiser.Learner: SettingChoice {}
