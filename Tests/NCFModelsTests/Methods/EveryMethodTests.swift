import NCFData
import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

/// What holds of every method, those to come included.
@Suite struct EveryMethodTests {
  private static let training = BaselineRun.interactions(users: 40, items: 60, density: 0.2)
  private static let names = MethodRegistry.all.map(\.name)

  /// At the end of its first epoch, or of its fit.
  private static func trained(_ name: String, _ training: InteractionMatrix = training) throws -> any Trainer
  {
    let trainer = try BaselineRun.trainer(name, training)
    if trainer.epochCount > 0 { _ = try trainer.trainEpoch() }
    return trainer
  }

  @Test(arguments: names)
  func savedWeightsScoreAsTheTrainerDoes(name: String) throws {
    let trainer = try Self.trained(name)
    #expect(trainer.parameterCount == trainer.weights.tensors.values.reduce(0) { $0 + $1.values.count })
    let model = try BaselineRun.recommender(name, trainer.weights, on: Self.training)
    #expect(BaselineRun.scores(model, Self.training) == BaselineRun.scores(trainer, Self.training))
    #expect(model.scoresAreLogits == trainer.recommender().scoresAreLogits)
  }

  private static let namesWithEpochs = MethodRegistry.all.filter { method in
    method.parameters.contains { $0.key == Hyperparameter.epochs.key }
  }.map(\.name)

  /// The rungs of a search rest on it: nothing in a training depends on how many epochs there are to be.
  @Test(arguments: namesWithEpochs)
  func aShortTrainingIsTheBeginningOfALongOne(name: String) throws {
    let method = try #require(MethodRegistry.method(named: name))
    let trainer = { (epochs: Int) in
      try method.makeTrainer(
        method.complete([Hyperparameter.epochs.key: .integer(epochs)]), on: TrainingData(Self.training))
    }
    let (short, long, continued) = (try trainer(2), try trainer(9), try trainer(9))
    #expect(short.epochCount == 2 && long.epochCount == 9)
    for epoch in 0...2 {
      #expect(try short.finishEpoch() == long.finishEpoch())
      #expect(short.weights == long.weights, "epoch \(epoch)")
    }
    try continued.resume(from: #require(short.state))
    for epoch in 3...4 {
      #expect(try continued.finishEpoch() == long.finishEpoch())
      #expect(continued.weights == long.weights, "epoch \(epoch)")
    }
  }

  /// Those whose loss is the log loss predict probabilities.
  @Test func scoresOfNetworksAreLogits() throws {
    for name in Self.names {
      let model = try Self.trained(name).recommender()
      #expect(model.scoresAreLogits == ["mf", "mf-sgd", "gmf", "mlp", "neumf"].contains(name), "\(name)")
    }
  }

  @Test(arguments: names)
  func weightsAreRecognised(name: String) throws {
    let weights = try Self.trained(name).weights
    let candidates = MethodRegistry.methods(recognising: weights).map(\.name)
    #expect(candidates.contains(name))
    // Where tensors do not tell, all that have them read them.
    for other in candidates { _ = try BaselineRun.recommender(other, weights, on: Self.training) }
    for other in Self.names where !candidates.contains(other) {
      #expect(throws: (any Error).self) { try BaselineRun.recommender(other, weights, on: Self.training) }
    }
  }

  @Test(arguments: names)
  func weightsForOtherUsersOrItemsAreRefused(name: String) throws {
    let weights = try Self.trained(name).weights
    let others = BaselineRun.interactions(users: 41, items: 61, density: 0.2)
    #expect(throws: (any Error).self) { try BaselineRun.recommender(name, weights, on: others) }
  }

  /// Whatever the settings, all that a score needs is in the weights.
  @Test(arguments: ["itemknn", "userknn"], ["tfidf", "bm25"])
  func weightsOfWeightedInteractionsAreComplete(name: String, featureWeights: String) throws {
    let trainer = try BaselineRun.trainer(
      name, Self.training, [.featureWeights: .text(featureWeights), .neighbours: .integer(9)])
    let weights = trainer.weights
    #expect(MethodRegistry.method(named: name)!.recognises(weights))
    let model = try BaselineRun.recommender(name, weights, on: Self.training)
    #expect(BaselineRun.scores(model, Self.training) == BaselineRun.scores(trainer, Self.training))
    guard var tensor = weights["item.weight"] else { return }
    tensor = .init(shape: [3], values: [1, 1, 1])
    var spoilt = weights
    spoilt["item.weight"] = tensor
    #expect(throws: InputError.self) { try BaselineRun.recommender(name, spoilt, on: Self.training) }
  }

  /// A method without epochs, too, is left between two steps: none fits as a whole.
  @Test(arguments: ["itemknn", "userknn", "rp3beta", "slim", "puresvd", "ease"])
  func closedFormsTakeSteps(name: String) throws {
    let large = BaselineRun.interactions(users: 700, items: 700, density: 0.02)
    let trainer = try MethodRegistry.method(named: name)!.makeTrainer(
      try BaselineRun.values(name), on: TrainingData(large))
    var steps = 1
    while try trainer.step() == .within { steps += 1 }
    #expect(steps > 3)
  }
}
