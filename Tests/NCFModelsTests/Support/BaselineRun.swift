import NCFData
import NCFModels
import NCFRandom
import NCFWeights

/// What the tests of the baselines share: small random data, and trainers made from defaults and changes.
enum BaselineRun {
  /// Random interactions: each pair is there with the given probability; users and items may be left with none.
  static func interactions(
    users: Int, items: Int, density: Double, seed: UInt64 = 1
  ) -> InteractionMatrix {
    var generator = SeededGenerator(seed: seed, stream: "baseline data")
    return matrix(
      (0..<users).map { _ in (0..<Int32(items)).filter { _ in generator.uniform() < density } },
      itemCount: items)
  }

  static func matrix(_ itemsOfUser: [[Int32]], itemCount: Int) -> InteractionMatrix {
    InteractionMatrix(
      offsets: itemsOfUser.reduce(into: [0]) { $0.append($0.last! + $1.count) },
      items: itemsOfUser.flatMap { $0 }, itemCount: itemCount)
  }

  /// A trainer of the registered method at its epoch 0, with defaults where nothing else is said.
  static func trainer(
    _ name: String, _ training: InteractionMatrix, _ changes: [Hyperparameter: ParameterValue] = [:]
  ) throws -> any Trainer {
    let trainer = try MethodRegistry.method(named: name)!.makeTrainer(
      try values(name, changes), on: TrainingData(training))
    // What has no epochs is complete then.
    if trainer.epochCount == 0 { _ = try trainer.finishEpoch() }
    return trainer
  }

  static func recommender(
    _ name: String, _ weights: TensorBundle, on training: InteractionMatrix
  ) throws -> any Recommender {
    try MethodRegistry.method(named: name)!.makeRecommender(weights, on: training)
  }

  static func values(
    _ name: String, _ changes: [Hyperparameter: ParameterValue] = [:]
  ) throws -> Hyperparameters {
    try MethodRegistry.method(named: name)!.completed(changes)
  }

  /// The scores of all users for all items.
  static func scores(_ trainer: any Trainer, _ training: InteractionMatrix) -> [[Float]] {
    scores(trainer.recommender(), training)
  }

  static func scores(_ model: any Recommender, _ training: InteractionMatrix) -> [[Float]] {
    let items = (0..<Int32(training.itemCount)).map { $0 }
    return (0..<training.userCount).map { user in
      var scores = [Float](repeating: .nan, count: items.count)
      items.withUnsafeBufferPointer { items in
        scores.withUnsafeMutableBufferPointer { model.score(user: user, items: items, into: $0) }
      }
      return scores
    }
  }
}

/// A matrix of latent vectors in double precision, for the tests' references.
struct ReferenceTable {
  var rows: [[Double]]

  init(_ tensor: TensorBundle.Tensor?) {
    let (shape, values) = (tensor!.shape, tensor!.values)
    rows = (0..<shape[0]).map { row in (0..<shape[1]).map { Double(values[row * shape[1] + $0]) } }
  }

  func dot(_ row: Int, _ other: [Double]) -> Double { zip(rows[row], other).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The largest difference to a tensor of the same shape.
  func deviation(_ tensor: TensorBundle.Tensor?) -> Double {
    zip(rows, ReferenceTable(tensor).rows).flatMap { zip($0, $1) }.reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
