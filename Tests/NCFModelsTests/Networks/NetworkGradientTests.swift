import NCFData
import NCFModels
import NCFRandom
import NCFWeights
import Testing

/// The gradients of each model against central finite differences of the log loss.
///
/// One step of plain gradient descent over a batch that is known gives them away: (before − after) / η.
@Suite struct NetworkGradientTests {
  static let batch = KnownBatch(userCount: 4, itemCount: 5, negatives: 2)
  /// A power of two, so that dividing by it rounds nothing; large, so that the difference is not lost in rounding.
  static let rate = 8.0

  /// The strengths λ of the penalties, by the beginning of a tensor's name; biases and the prediction have none.
  struct Penalties {
    var strengths: [String: Double] = [:]

    /// λ·‖W‖² over the tensors that the penalties are meant for.
    func value(_ network: PlainNetwork) -> Double {
      network.tensors.reduce(0) { sum, entry in
        sum + strength(entry.key) * entry.value.values.reduce(0) { $0 + $1 * $1 }
      }
    }

    private func strength(_ name: String) -> Double {
      guard name.hasSuffix(".weight") else { return 0 }
      return strengths.first { name.hasPrefix($0.key) }?.value ?? 0
    }
  }

  @Test(arguments: ModelCase.all)
  func agreeWithFiniteDifferences(model: ModelCase) throws {
    try check(model, Penalties(), model.makeTrainer(Self.batch.training, settings()))
  }

  @Test(arguments: ModelCase.padded)
  func penaltyOnEmbeddings(model: ModelCase) throws {
    let trainer = try model.makeTrainer(
      Self.batch.training, settings([.l2Embeddings: .number(0.03)]))
    try check(model, Penalties(strengths: ["mf_": 0.03, "mlp_": 0.03]), trainer)
  }

  @Test(arguments: ModelCase.padded.filter { !($0.method is GMF) })
  func penaltyOnLayers(model: ModelCase) throws {
    let trainer = try model.makeTrainer(
      Self.batch.training, settings([.l2Embeddings: .number(0.01), .l2Layers: .numbers([0.02])]))
    try check(model, Penalties(strengths: ["mf_": 0.01, "mlp_": 0.01, "tower.": 0.02]), trainer)
  }

  /// `--regs` of the authors' GMF.py, for every model.
  @Test(arguments: ModelCase.padded)
  func penaltiesBySide(model: ModelCase) throws {
    let sides = ["mf_user": 0.03, "mlp_user": 0.03, "mf_item": 0.005, "mlp_item": 0.005]
    try check(
      model, Penalties(strengths: sides),
      model.makeTrainer(
        Self.batch.training, settings([.l2Users: .number(0.03), .l2Items: .number(0.005)])))
    try check(
      model, Penalties(strengths: ["mf_item": 0.02, "mlp_item": 0.02]),
      model.makeTrainer(Self.batch.training, settings([.l2Items: .number(0.02)])))
  }

  /// `--reg_mf` and `--reg_layers` of the authors' NeuMF.py, with another penalty on each layer.
  @Test func penaltiesByPart() throws {
    let model = ModelCase.padded[2]
    let trainer = try model.makeTrainer(
      Self.batch.training,
      settings([
        .l2GMFEmbeddings: .number(0.03), .l2MLPEmbeddings: .number(0.007),
        .l2Layers: .numbers([0.02, 0.004]),
      ]))
    try check(
      model, Penalties(strengths: ["mf_": 0.03, "mlp_": 0.007, "tower.0": 0.02, "tower.1": 0.004]), trainer)
    try check(
      model, Penalties(strengths: ["mlp_": 0.02]),
      model.makeTrainer(Self.batch.training, settings([.l2MLPEmbeddings: .number(0.02)])))
  }

  /// A penalty on the second of three layers moves the second only.
  @Test func eachLayerHasItsOwnPenalty() throws {
    func step(_ penalties: [Double]) throws -> TensorBundle {
      let trainer = try ModelCase.all[6].makeTrainer(
        Self.batch.training, settings([.l2Layers: .numbers(penalties)]))
      try trainer.start(from: trainer.weights.randomised())
      _ = try trainer.trainEpoch()
      return trainer.weights
    }
    let (without, with) = (try step([0, 0, 0]), try step([0, 0.02, 0]))
    for name in without.tensors.keys {
      #expect((without[name] == with[name]) == (name != "tower.1.weight"), "\(name)")
    }
  }

  private func settings(
    _ others: [Hyperparameter: ParameterValue] = [:]
  ) -> [Hyperparameter: ParameterValue] {
    [
      .negatives: .integer(Self.batch.negatives), .batchSize: .integer(Self.batch.instances.count),
      .learner: .text("sgd"), .learningRate: .number(Self.rate),
    ].merging(others) { $1 }
  }

  private func check(_ model: ModelCase, _ penalties: Penalties, _ trainer: any Trainer) throws {
    let instances = Self.batch.instances
    try trainer.start(from: trainer.weights.randomised())
    let before = trainer.weights
    let loss = try trainer.trainEpoch()
    let after = trainer.weights
    var network = PlainNetwork(before)
    #expect(abs(loss - network.meanLoss(instances)) <= 1e-6 * loss)

    var generator = SeededGenerator(seed: 3, stream: "coordinates")
    let spacing = 1e-6
    for name in before.tensors.keys.sorted() {
      let values = before[name]!.values
      // A sample of each tensor's coordinates.
      for k in values.indices.shuffled(using: &generator).prefix(8) {
        func objective(_ offset: Double) -> Double {
          network.tensors[name]!.values[k] = Double(values[k]) + offset
          defer { network.tensors[name]!.values[k] = Double(values[k]) }
          return network.meanLoss(instances) + penalties.value(network)
        }
        let expected = (objective(spacing) - objective(-spacing)) / (2 * spacing)
        let actual = (Double(values[k]) - Double(after[name]!.values[k])) / Self.rate
        // Single precision: errors of some 1e-8, where gradients are of the order 1e-3 to 1e-1.
        #expect(abs(actual - expected) <= 1e-7 + 2e-6 * abs(expected), "\(name)[\(k)]")
      }
    }
  }
}
