import NCFData
import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

@Suite struct NetworkWeightsTests {
  static let training = InteractionMatrix(userCount: 7, itemCount: 11, longest: 6, seed: 1)

  @Test func namesAndShapesAreThoseOfAModule() throws {
    func shapes(_ model: ModelCase) throws -> [String: [Int]] {
      try model.makeTrainer(Self.training).weights.tensors.mapValues(\.shape)
    }
    #expect(
      try shapes(ModelCase("GMF", GMF(), [.factors: .integer(5)])) == [
        "mf_user.weight": [7, 5], "mf_item.weight": [11, 5], "prediction.weight": [1, 5],
        "prediction.bias": [1],
      ])
    #expect(
      try shapes(ModelCase("MLP", MLP(), [.layers: .integers([10, 7, 3])])) == [
        "mlp_user.weight": [7, 5], "mlp_item.weight": [11, 5], "tower.0.weight": [7, 10],
        "tower.0.bias": [7], "tower.1.weight": [3, 7], "tower.1.bias": [3], "prediction.weight": [1, 3],
        "prediction.bias": [1],
      ])
    #expect(
      try shapes(ModelCase("MLP-0", MLP(), [.layers: .integers([6])])) == [
        "mlp_user.weight": [7, 3], "mlp_item.weight": [11, 3], "prediction.weight": [1, 6],
        "prediction.bias": [1],
      ])
    #expect(
      try shapes(ModelCase("NeuMF", NeuMF(), [.factors: .integer(4), .layers: .integers([6, 3])])) == [
        "mf_user.weight": [7, 4], "mf_item.weight": [11, 4], "mlp_user.weight": [7, 3],
        "mlp_item.weight": [11, 3], "tower.0.weight": [3, 6], "tower.0.bias": [3],
        "prediction.weight": [1, 7], "prediction.bias": [1],
      ])
  }

  @Test(arguments: ModelCase.all)
  func restoringKeepsEveryBit(model: ModelCase) throws {
    let first = try model.makeTrainer(Self.training, [.seed: .integer(1)])
    _ = try first.trainEpoch()
    let second = try model.makeTrainer(Self.training, [.seed: .integer(2)])
    let weights = first.weights
    #expect(second.weights.bits != weights.bits)
    try second.start(from: weights)
    #expect(second.weights.bits == weights.bits)
    let items = Array(0..<Int32(11))
    for user in 0..<7 {
      #expect(
        first.scores(user: user, items: items).map(\.bitPattern)
          == second.scores(user: user, items: items).map(\.bitPattern))
    }
  }

  /// Each element lands where it came from: no two share a place, none is lost.
  @Test(arguments: ModelCase.all)
  func everyElementHasItsOwnPlace(model: ModelCase) throws {
    let trainer = try model.makeTrainer(Self.training)
    var numbered = TensorBundle()
    var next: Float = 1
    for (name, tensor) in trainer.weights.tensors {
      numbered[name] = .init(
        shape: tensor.shape,
        values: tensor.values.map { _ in
          defer { next += 1 }
          return next
        })
    }
    try trainer.start(from: numbered)
    #expect(trainer.weights == numbered)
  }

  @Test func weightsOfAnotherShapeAreRefused() throws {
    let trainer = try ModelCase.each[0].makeTrainer(Self.training)
    let before = trainer.weights
    var missing = before
    missing["prediction.bias"] = nil
    #expect {
      try trainer.start(from: missing)
    } throws: { error in
      (error as? InputError)?.kind == .badContent && "\(error)".contains("prediction.bias")
    }
    var other = before
    other["mf_item.weight"] = .init(shape: [8, 11], values: before["mf_item.weight"]!.values)
    #expect {
      try trainer.start(from: other)
    } throws: { error in
      "\(error)".contains("mf_item.weight") && "\(error)".contains("[8, 11]")
        && "\(error)".contains("[11, 8]")
    }
  }
}
