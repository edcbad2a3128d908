import NCFData
import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

@Suite struct NeuMFTests {
  @Test func learnerDependsOnPretraining() throws {
    #expect(try NeuMF().completed([:]).text(.learner) == "adam")
    #expect(try NeuMF().completed([.pretraining: .flag(true)]).text(.learner) == "sgd")
    #expect(
      try NeuMF().completed([.pretraining: .flag(true), .learner: .text("adagrad")]).text(.learner)
        == "adagrad")
  }

  /// Settings of a pre-training that does not happen make no difference to the run.
  @Test func withoutPretrainingItsSettingsAreDropped() throws {
    let plain = try NeuMF().completed([:])
    #expect(
      try NeuMF().completed([
        .pretrainingEpochs: .integer(3), .pretrainingLearningRate: .number(0.1),
        .pretrainingAlpha: .number(0.9),
      ]) == plain)
    #expect(plain[.pretrainingEpochs] == nil && plain[.pretrainingAlpha] == nil)
    #expect(try NeuMF().prerequisites(of: plain).isEmpty)
  }

  @Test func layersAndConflictsAreThoseOfATower() throws {
    let values = try NeuMF().completed([.factors: .integer(16), .depth: .integer(2)])
    #expect(values.integers(.layers) == [64, 32, 16] && values[.depth] == nil)
    #expect(values.numbers(.l2Layers) == [0, 0])
    #expect(try NeuMF().complete(values.values) == values)
    // The two parts may have different widths.
    let mixed = try NeuMF().completed([.factors: .integer(16), .layers: .integers([20, 10])])
    #expect(mixed.integer(.factors) == 16)
    expectConflict(at: "depth", saying: ["both given"]) {
      try NeuMF().completed([.layers: .integers([16, 8]), .depth: .integer(1)])
    }
    expectConflict(at: "layers", saying: ["9 wide"]) { try NeuMF().completed([.layers: .integers([9])]) }
    expectConflict(at: "l2_layers", saying: ["3 numbers", "2 hidden"]) {
      try NeuMF().completed([.depth: .integer(2), .l2Layers: .numbers([1, 2, 3])])
    }
  }

  /// The prerequisites are, to the letter, the runs that a spec for GMF and MLP alone would ask for.
  @Test(
    arguments: [
      [:], [.factors: .integer(16), .depth: .integer(2)],
      [.factors: .integer(6), .layers: .integers([20, 10])],
      [.depth: .integer(0)], [.l2Layers: .numbers([0.1, 0.2, 0.3]), .l2Embeddings: .number(0.01)],
      [.negatives: .integer(7), .batchSize: .integer(99), .seed: .integer(5), .epochs: .integer(11)],
      [.learner: .text("rmsprop"), .learningRate: .number(0.5)],
      [.pretrainingEpochs: .integer(3), .pretrainingLearningRate: .number(0.02)],
      [.l2Users: .number(0.1), .l2Items: .number(0.2)],
    ] as [[Hyperparameter: ParameterValue]])
  func prerequisitesAreRunsOfTheirOwn(settings: [Hyperparameter: ParameterValue]) throws {
    let values = try NeuMF().completed(settings.merging([.pretraining: .flag(true)]) { $1 })
    var alone = settings
    // Both are trained with Adam, at their own rate, for as many epochs unless told otherwise.
    alone[.learner] = .text("adam")
    alone[.learningRate] = settings[.pretrainingLearningRate] ?? .number(0.001)
    alone[.epochs] = settings[.pretrainingEpochs] ?? settings[.epochs] ?? .integer(20)
    (alone[.pretrainingEpochs], alone[.pretrainingLearningRate]) = (nil, nil)
    var (gmf, mlp) = (alone, alone)
    for parameter in [Hyperparameter.depth, .layers, .l2Layers] { gmf[parameter] = nil }
    if settings[.layers] != nil { mlp[.factors] = nil }

    #expect(
      try NeuMF().prerequisites(of: values) == [
        Prerequisite(
          role: "gmf", method: "gmf", values: try GMF().completed(gmf), epochs: .pretrainingGMFEpochs),
        Prerequisite(
          role: "mlp", method: "mlp", values: try MLP().completed(mlp), epochs: .pretrainingMLPEpochs),
      ])
  }

  /// One form: a number for both parts where they share it, and one for each otherwise.
  @Test func partsMayHaveEpochsOfTheirOwn() throws {
    let pretraining: [Hyperparameter: ParameterValue] = [.pretraining: .flag(true), .epochs: .integer(9)]
    let apart = try NeuMF().completed(pretraining.merging([.pretrainingGMFEpochs: .integer(4)]) { $1 })
    #expect(apart.integer(.pretrainingGMFEpochs) == 4 && apart.integer(.pretrainingMLPEpochs) == 9)
    #expect(apart[.pretrainingEpochs] == nil)
    #expect(try NeuMF().complete(apart.values) == apart)
    #expect(try NeuMF().prerequisites(of: apart).map { $0.values.integer(.epochs) } == [4, 9])

    let alike = try NeuMF().completed(
      pretraining.merging([.pretrainingGMFEpochs: .integer(4), .pretrainingMLPEpochs: .integer(4)]) { $1 })
    #expect(alike == (try NeuMF().completed(pretraining.merging([.pretrainingEpochs: .integer(4)]) { $1 })))
    #expect(try NeuMF().prerequisites(of: alike).map { $0.values.integer(.epochs) } == [4, 4])
    #expect(
      try NeuMF().completed([.pretrainingGMFEpochs: .integer(4)]) == NeuMF().completed([:]))
  }

  /// A part that has a penalty of its own is trained with it alone.
  @Test func partsAreTrainedWithTheirPenalties() throws {
    let values = try NeuMF().completed([
      .pretraining: .flag(true), .l2Embeddings: .number(0.1), .l2GMFEmbeddings: .number(0.2),
    ])
    let runs = try NeuMF().prerequisites(of: values)
    #expect(runs.map { $0.values[.l2Embeddings] } == [.number(0.2), .number(0.1)])
    #expect(
      try runs.map { $0.values } == [
        GMF().complete(runs[0].values.values), MLP().complete(runs[1].values.values),
      ])
    #expect(runs.allSatisfy { $0.values[.l2GMFEmbeddings] == nil && $0.values[.l2MLPEmbeddings] == nil })
  }

  static let training = InteractionMatrix(userCount: 6, itemCount: 9, longest: 5, seed: 1)

  /// Trained weights of the prerequisites, by role.
  private func pretrained(_ values: Hyperparameters) throws -> [String: TensorBundle] {
    var bundles: [String: TensorBundle] = [:]
    for prerequisite in try NeuMF().prerequisites(of: values) {
      let trainer = try MethodRegistry.method(named: prerequisite.method)!.makeTrainer(
        prerequisite.values, on: TrainingData(Self.training))
      bundles[prerequisite.role] = trainer.weights.randomised(seed: UInt64(bundles.count))
    }
    return bundles
  }

  @Test(arguments: [0.5, 0.2, 0, 1])
  func startsFromBothParts(alpha: Double) throws {
    let values = try NeuMF().completed([
      .factors: .integer(5), .layers: .integers([6, 7, 3]), .pretraining: .flag(true),
      .pretrainingAlpha: .number(alpha),
    ])
    let bundles = try pretrained(values)
    let trainer = try NeuMF().makeTrainer(
      values, on: TrainingData(Self.training, pretrained: bundles))
    let (gmf, mlp, joined) = (bundles["gmf"]!, bundles["mlp"]!, trainer.weights)
    for name in gmf.tensors.keys where name.hasPrefix("mf_") { #expect(joined[name] == gmf[name]) }
    for name in mlp.tensors.keys where !name.hasPrefix("prediction") { #expect(joined[name] == mlp[name]) }
    // h ← [α·h_GMF; (1 − α)·h_MLP] (eq. 13), and the bias likewise.
    let a = Float(alpha)
    let weight = "prediction.weight"
    #expect(
      joined[weight]!.values == gmf[weight]!.values.map { a * $0 } + mlp[weight]!.values.map { (1 - a) * $0 })
    let bias = "prediction.bias"
    #expect(joined[bias]!.values == [a * gmf[bias]!.values[0] + (1 - a) * mlp[bias]!.values[0]])

    // So the model begins as the mixture of the two: z = α·z_GMF + (1 − α)·z_MLP.
    let (gmfNetwork, mlpNetwork) = (PlainNetwork(gmf), PlainNetwork(mlp))
    for user in 0..<6 {
      let scores = trainer.scores(user: user, items: Array(0..<9))
      for (item, score) in scores.enumerated() {
        let exact =
          alpha * gmfNetwork.logit(user: user, item: item)
          + (1 - alpha) * mlpNetwork.logit(user: user, item: item)
        #expect(abs(Double(score) - exact) <= 2e-6)
      }
    }
  }

  @Test func pretrainingNeedsBothParts() throws {
    let values = try NeuMF().completed([.pretraining: .flag(true)])
    var bundles = try pretrained(values)
    let other = try pretrained(NeuMF().completed([.factors: .integer(4), .pretraining: .flag(true)]))
    bundles["mlp"] = nil
    #expect {
      try NeuMF().makeTrainer(values, on: TrainingData(Self.training, pretrained: bundles))
    } throws: {
      ($0 as? InputError)?.kind == .missing
    }
    // Weights of other widths are named, not misread.
    #expect {
      try NeuMF().makeTrainer(values, on: TrainingData(Self.training, pretrained: other))
    } throws: {
      "\($0)".contains("prediction.weight")
    }
  }
}
