import NCFData
import NCFModels
import Testing

@Suite struct NetworkTrainerTests {
  static let training = InteractionMatrix(userCount: 24, itemCount: 60, longest: 40, seed: 1)

  static let small = [
    ModelCase("GMF", GMF(), [.factors: .integer(4)]),
    ModelCase("MLP", MLP(), [.layers: .integers([10, 6, 3])]),
    ModelCase("NeuMF", NeuMF(), [.factors: .integer(3), .layers: .integers([6, 4])]),
  ]

  /// Two epochs against the plain trainer over the same instances, with batches that are smaller and larger than
  /// the chunks that pass through the tower, do not divide the epoch, and exceed it.
  @Test(arguments: small, [50, 256, 300, 1000, 1_000_000])
  func followsThePlainTrainer(model: ModelCase, batchSize: Int) throws {
    try check(model, [.batchSize: .integer(batchSize), .learningRate: .number(0.01)])
  }

  @Test(arguments: small)
  func followsThePlainTrainerWithPenalties(model: ModelCase) throws {
    var settings: [Hyperparameter: ParameterValue] = [
      .batchSize: .integer(300), .learningRate: .number(0.01), .l2Embeddings: .number(0.002),
    ]
    if !(model.method is GMF) { settings[.l2Layers] = .numbers([0.004]) }
    try check(model, settings)
  }

  /// One table is dense, the other lazy, and in NeuMF one part of each row has no penalty.
  @Test(arguments: small)
  func followsThePlainTrainerWithPenaltiesOnSomeEmbeddings(model: ModelCase) throws {
    let common: [Hyperparameter: ParameterValue] = [
      .batchSize: .integer(30), .learningRate: .number(0.01),
    ]
    var choices: [[Hyperparameter: ParameterValue]] = [
      [.l2Users: .number(0.002)], [.l2Embeddings: .number(0.002), .l2Users: .number(0)],
      [.l2Users: .number(0.001), .l2Items: .number(0.004)],
    ]
    if model.method is NeuMF {
      choices += [
        [.l2GMFEmbeddings: .number(0.003)], [.l2MLPEmbeddings: .number(0.003)],
        [.l2GMFEmbeddings: .number(0.003), .l2MLPEmbeddings: .number(0.001)],
      ]
    }
    for choice in choices { try check(model, common.merging(choice) { $1 }) }
  }

  /// However many threads take part, and however the batch falls to them, the step is the same but for rounding.
  @Test(arguments: small, [(2, 100), (3, 50), (2, 1000), (4, 7)])
  func threadsFollowThePlainTrainer(model: ModelCase, teams: (threads: Int, batchSize: Int)) throws {
    var settings: [Hyperparameter: ParameterValue] = [
      .batchSize: .integer(teams.batchSize), .learningRate: .number(0.01), .threads: .integer(teams.threads),
      .l2Embeddings: .number(0.002),
    ]
    if !(model.method is GMF) { settings[.l2Layers] = .numbers([0.004]) }
    try check(model, settings)
  }

  @Test(arguments: small)
  func sameThreadsSameBits(model: ModelCase) throws {
    func run() throws -> [String: [UInt32]] {
      let trainer = try model.makeTrainer(Self.training, [.threads: .integer(2), .batchSize: .integer(100)])
      for _ in 0..<3 { _ = try trainer.trainEpoch() }
      return trainer.weights.bits
    }
    #expect(try run() == run())
  }

  /// What says what holds anyway is the same configuration; anything else gives other numbers.
  @Test(arguments: small)
  func negativesMayBeDrawnOtherwise(model: ModelCase) throws {
    let usual = try model.values([:])
    let spoken: [Hyperparameter: ParameterValue] = [
      .negativeDraws: .text("each_epoch"), .negativeItems: .text("unseen"),
      .embeddingDeviation: .number(0.01),
    ]
    #expect(try model.values(spoken) == usual)
    func losses(_ settings: [Hyperparameter: ParameterValue]) throws -> [Double] {
      let trainer = try model.makeTrainer(Self.training, settings)
      return try (0..<3).map { _ in try trainer.trainEpoch() }
    }
    let all = try [[:], [.negativeDraws: .text("once")], [.negativeItems: .text("all")]].map(losses)
    #expect(Set(all).count == 3)
  }

  private func check(_ model: ModelCase, _ settings: [Hyperparameter: ParameterValue]) throws {
    let values = try model.values(settings)
    let trainer = try model.method.makeTrainer(values, on: TrainingData(Self.training))
    let start = trainer.weights.randomised(spread: 0.4)
    try trainer.start(from: start)
    var plain = PlainTrainer(Self.training, values, weights: start)
    for _ in 0..<2 {
      let (loss, expected) = (try trainer.trainEpoch(), plain.trainEpoch())
      #expect(abs(loss - expected) <= 1e-5 * expected)
    }
    #expect(trainer.weights.relativeError(to: plain.network, from: start) <= 1e-4)
  }

  @Test(arguments: ModelCase.each)
  func sameSeedSameBits(model: ModelCase) throws {
    func run(seed: Int) throws -> (weights: [String: [UInt32]], losses: [Double]) {
      let trainer = try model.makeTrainer(Self.training, [.seed: .integer(seed), .batchSize: .integer(100)])
      let losses = try (0..<3).map { _ in try trainer.trainEpoch() }
      return (trainer.weights.bits, losses)
    }
    let (first, second, other) = (try run(seed: 7), try run(seed: 7), try run(seed: 8))
    #expect(first.weights == second.weights && first.losses == second.losses)
    for name in first.weights.keys { #expect(first.weights[name] != other.weights[name], "\(name)") }
    #expect(first.losses != other.losses)
  }

  /// Scoring and reading the weights between epochs leaves the run as it is.
  @Test(arguments: ModelCase.each)
  func evaluationDoesNotDisturbTraining(model: ModelCase) throws {
    let (quiet, watched) = (try model.makeTrainer(Self.training), try model.makeTrainer(Self.training))
    for _ in 0..<3 {
      _ = try quiet.trainEpoch()
      _ = try watched.trainEpoch()
      _ = watched.scores(user: 3, items: [5, 1, 9])
      _ = watched.weights
    }
    #expect(quiet.weights.bits == watched.weights.bits)
  }

  @Test func epochCountIsWhatTheSettingsAskFor() throws {
    for count in [0, 7] {
      #expect(
        try ModelCase.each[0].makeTrainer(Self.training, [.epochs: .integer(count)]).epochCount == count)
    }
  }

  /// Where every user knows every item there is nothing to learn, and nothing to divide by.
  @Test func dataWithoutNegativesTeachNothing() throws {
    let full = InteractionMatrix(offsets: [0, 2, 4], items: [0, 1, 0, 1], itemCount: 2)
    for model in ModelCase.each {
      let trainer = try model.makeTrainer(full)
      let before = trainer.weights.bits
      #expect(try trainer.trainEpoch() == 0)
      #expect(trainer.weights.bits == before)
    }
  }
}
