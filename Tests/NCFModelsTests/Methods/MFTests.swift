import NCFData
import NCFModels
import NCFWeights
import Testing

/// MF is GMF with all prediction weights 1: the dot product, with or without biases.
@Suite struct MFTests {
  static let batch = KnownBatch(userCount: 4, itemCount: 5, negatives: 2)

  static let models = [
    ModelCase("MF", MF(), [.factors: .integer(5)]),
    ModelCase("MF with biases", MF(), [.factors: .integer(8), .biases: .flag(true)]),
  ]

  /// The plain network with the weights that MF does not learn, and does not export.
  private func network(_ weights: TensorBundle) -> PlainNetwork {
    var complete = weights
    let hasBiases = weights["mlp_user.weight"] != nil
    let width = weights["mf_user.weight"]!.shape[1] + (hasBiases ? 2 : 0)
    complete["prediction.weight"] = .init(shape: [1, width], values: Array(repeating: 1, count: width))
    return PlainNetwork(complete)
  }

  /// The weights stay 1 whichever learner moves the rest.
  @Test(arguments: models, ["adam", "adagrad", "rmsprop", "sgd"])
  func scoresAreDotProducts(model: ModelCase, learner: String) throws {
    let trainer = try model.makeTrainer(
      Self.batch.training, [.learner: .text(learner), .learningRate: .number(0.05), .batchSize: .integer(16)])
    let start = trainer.weights
    for _ in 0..<3 { _ = try trainer.trainEpoch() }
    let weights = trainer.weights
    for name in weights.tensors.keys { #expect(weights[name] != start[name], "\(name)") }
    let network = network(weights)
    for user in 0..<4 {
      for (item, score) in trainer.scores(user: user, items: [0, 1, 2, 3, 4]).enumerated() {
        #expect(abs(Double(score) - network.logit(user: user, item: item)) <= 1e-5)
      }
    }
  }

  /// One step of plain descent moves every parameter by its gradient.
  @Test(arguments: models)
  func gradientsAreThoseOfTheDotProduct(model: ModelCase) throws {
    let trainer = try model.makeTrainer(
      Self.batch.training,
      [
        .negatives: .integer(Self.batch.negatives), .batchSize: .integer(Self.batch.instances.count),
        .learner: .text("sgd"), .learningRate: .number(8),
      ])
    let before = trainer.weights.randomised()
    try trainer.start(from: before)
    _ = try trainer.trainEpoch()
    let after = trainer.weights
    let gradients = network(before).gradients(Self.batch.instances)
    for (name, tensor) in after.tensors {
      for (k, value) in tensor.values.enumerated() {
        let actual = (Double(before[name]!.values[k]) - Double(value)) / 8
        let exact = gradients[name]![k]
        #expect(abs(actual - exact) <= 1e-7 + 2e-6 * abs(exact), "\(name)[\(k)]")
      }
    }
  }
}
