/// Every hyperparameter of every method.
extension Hyperparameter {
  public static let factors = Hyperparameter(
    "factors", .integer(1...1024), default: .integer(8),
    "predictive factors: the width of the last hidden layer (MLP, NeuMF) or of the latent vectors")
  /// The depth where neither `depth` nor `layers` is given, as in the authors' scripts.
  public static let defaultDepth = 3
  public static let depth = Hyperparameter(
    "depth", .integer(0...8), default: .integer(3),
    "hidden layers of the MLP tower, halving from 2^depth × factors; 0 feeds the embeddings to the prediction"
  )
  public static let layers = Hyperparameter(
    "layers", .integers(count: 1...9, each: 1...262_144), default: nil,
    "explicit tower, in place of depth: width of the concatenated embeddings, then of each hidden layer")
  public static let negatives = Hyperparameter(
    "negatives", .integer(1...100), default: .integer(4), "sampled negatives per positive instance")
  public static let negativeDraws = Hyperparameter(
    "negative_draws", .choice(NegativeDraws.allCases.map(\.rawValue)), default: nil,
    "when negatives are drawn: each_epoch anew (if not given), or once, the same in every epoch")
  public static let negativeItems = Hyperparameter(
    "negative_items", .choice(NegativeItems.allCases.map(\.rawValue)), default: nil,
    "what negatives are drawn from: the user's unseen items (if not given), or all, positives among them")
  public static let embeddingDeviation = Hyperparameter(
    "embedding_deviation", .number(0...10, exclusiveMinimum: true), default: nil,
    "standard deviation of the initial embeddings of GMF, MLP and NeuMF (0.01 if not given)")
  public static let learner = Hyperparameter(
    "learner", .choice(["adam", "adagrad", "rmsprop", "sgd"]), default: .text("adam"), "optimiser")
  public static let learningRate = Hyperparameter(
    "learning_rate", .number(0...10, exclusiveMinimum: true), default: .number(0.001),
    "step size of the optimiser")
  public static let batchSize = Hyperparameter(
    "batch_size", .integer(1...1_048_576), default: .integer(256), "instances per gradient step")
  public static let epochs = Hyperparameter(
    "epochs", .integer(0...10_000), default: .integer(20), "passes over the training data")
  public static let l2Embeddings = Hyperparameter(
    "l2_embeddings", .number(0...100), default: .number(0),
    "L2 penalty λ·‖W‖² on every embedding table, in each step")
  public static let l2Users = Hyperparameter(
    "l2_users", .number(0...100), default: nil,
    "L2 penalty on the embeddings of users, in place of l2_embeddings")
  public static let l2Items = Hyperparameter(
    "l2_items", .number(0...100), default: nil,
    "L2 penalty on the embeddings of items, in place of l2_embeddings")
  public static let l2GMFEmbeddings = Hyperparameter(
    "l2_gmf_embeddings", .number(0...100), default: nil,
    "L2 penalty on the embeddings of NeuMF's GMF part, in place of l2_embeddings")
  public static let l2MLPEmbeddings = Hyperparameter(
    "l2_mlp_embeddings", .number(0...100), default: nil,
    "L2 penalty on the embeddings of NeuMF's MLP part, in place of l2_embeddings")
  public static let l2Layers = Hyperparameter(
    "l2_layers", .numbers(count: 1...9, each: 0...100), default: .numbers([0]),
    "L2 penalty λ·‖W‖² on each hidden layer's weights; one number serves all layers")
  public static let seed = Hyperparameter(
    "seed", .integer(0...Int(Int32.max)), default: .integer(42),
    "seed of initialisation, negative sampling and shuffling")
  public static let threads = Hyperparameter(
    "threads", .integer(1...64), default: nil,
    "threads of one run (1 if not given); numbers are the same for the same count, so it is part of a run's identity"
  )
  public static let pretraining = Hyperparameter(
    "pretraining", .flag, default: .flag(false),
    "start NeuMF from the best weights of a GMF and an MLP run (section 3.4.1); the learner is then sgd by default"
  )
  public static let pretrainingEpochs = Hyperparameter(
    "pretraining_epochs", .integer(0...10_000), default: nil,
    "epochs of the GMF and MLP runs that pre-training starts from (as many as epochs, if not given)")
  public static let pretrainingLearningRate = Hyperparameter(
    "pretraining_learning_rate", .number(0...10, exclusiveMinimum: true), default: .number(0.001),
    "step size of Adam in the GMF and MLP runs that pre-training starts from")
  public static let pretrainingAlpha = Hyperparameter(
    "pretraining_alpha", .number(0...1), default: .number(0.5),
    "trade-off α between the two prediction layers: α·h of GMF, (1 − α)·h of MLP (eq. 13)")

  public static let neighbours = Hyperparameter(
    "neighbours", .integer(0...1_000_000), default: .integer(50),
    "most similar items that count for an item (ItemKNN, RP3beta), or users for a user (UserKNN); 0 for all")
  public static let shrinkage = Hyperparameter(
    "shrinkage", .number(0...1_000_000), default: .number(0),
    "added to the cosine's denominator, against similarities that rest on little (ItemKNN, UserKNN)")
  public static let alpha = Hyperparameter(
    "alpha", .number(0...4), default: .number(1),
    "α, the power to which the probabilities of a walk are raised (RP3beta)")
  public static let beta = Hyperparameter(
    "beta", .number(0...4), default: .number(0.6),
    "β, by how much popular items are held back: divided by their popularity to the power β (RP3beta)")
  public static let l2 = Hyperparameter(
    "l2", .number(0...10_000), default: .number(0.01),
    "L2 regularisation λ: of each triplet's three vectors (BPR), of all latent vectors (eALS, iALS), or of the item weights (EASEᴿ)"
  )
  public static let missingWeight = Hyperparameter(
    "missing_weight", .number(0...1_000_000), default: .number(128),
    "c₀, the total weight of a user's missing entries, which the items share (eALS, eq. 8)")
  public static let popularityExponent = Hyperparameter(
    "popularity_exponent", .number(0...10), default: .number(0.4),
    "α, how much more a popular item's missing entry weighs; 0 weighs all alike (eALS, eq. 8)")

  public static let unobservedWeight = Hyperparameter(
    "unobserved_weight", .number(0...1_000), default: .number(0.1),
    "α₀, the weight of every user–item pair beside that of the observed ones, which is 1 (iALS)")
  public static let regularisationExponent = Hyperparameter(
    "regularisation_exponent", .number(0...2), default: .number(1),
    "ν, how far a vector's regularisation grows with the weight of its data; 0 regularises all alike (iALS)")
  public static let initialDeviation = Hyperparameter(
    "initial_deviation", .number(0...10, exclusiveMinimum: true), default: .number(0.1),
    "standard deviation of the initial latent vectors (MF), times the square root of factors (iALS)")
  public static let biases = Hyperparameter(
    "biases", .flag, default: .flag(true), "whether users and items have a bias beside their vectors (MF)")

  /// What every network that is trained on sampled negatives takes, in the order of listings.
  static let networkTraining: [Hyperparameter] = [
    .negatives, .negativeDraws, .negativeItems, .learner, .learningRate, .batchSize, .epochs, .l2Embeddings,
    .l2Users, .l2Items, .seed, .threads,
  ]
}
