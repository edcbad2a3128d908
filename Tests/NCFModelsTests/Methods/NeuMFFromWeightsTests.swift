import Foundation
import NCFData
import NCFDiagnostics
import NCFModels
import NCFWeights
import Testing

@Suite struct NeuMFFromWeightsTests {
  private static let training = InteractionMatrix(
    offsets: [0, 2, 3, 5, 6], items: [0, 1, 2, 3, 4, 0], itemCount: 5)

  private static let fixtures = URL(filePath: #filePath)
    .appending(path: "../../../NCFWeightsTests/Fixtures").standardized

  private static func weights(_ name: String) throws -> TensorBundle {
    try WeightsFile.read(Self.fixtures.appending(path: "keras-\(name).h5").path)
  }

  private static func values(
    _ method: some Method, _ given: [String: ParameterValue] = [:]
  ) throws -> Hyperparameters {
    try method.complete(given)
  }

  @Test func theNetworkStartsFromBoth() throws {
    let (gmf, mlp) = (try Self.weights("gmf"), try Self.weights("mlp"))
    let method = try NeuMFFromWeights(gmf: gmf, mlp: mlp)
    let values = try Self.values(method, ["pretraining_alpha": .number(0.25)])
    #expect(try method.prerequisites(of: values).isEmpty)
    let trainer = try method.makeTrainer(values, on: TrainingData(Self.training))
    let start = trainer.weights
    #expect(start["mf_user.weight"] == gmf["mf_user.weight"])
    #expect(start["tower.1.weight"] == mlp["tower.1.weight"])
    let expected =
      try #require(gmf["prediction.weight"]).values.map { 0.25 * $0 }
      + #require(mlp["prediction.weight"]).values.map { 0.75 * $0 }
    #expect(start["prediction.weight"]?.values == expected)
  }

  @Test func theDigestsAreAmongTheValues() throws {
    let (gmf, mlp) = (try Self.weights("gmf"), try Self.weights("mlp"))
    let values = try Self.values(NeuMFFromWeights(gmf: gmf, mlp: mlp))
    #expect(values.values["mf_pretrain"] == .text(gmf.digest))
    #expect(values.values["mlp_pretrain"] == .text(mlp.digest))
    #expect(values[.learner] == .text("sgd"))
    #expect(values[.factors] == .integer(3))
    #expect(values[.layers] == .integers([8, 6, 2]))
    #expect(values[.pretrainingEpochs] == nil)
    var other = gmf
    other["prediction.bias"] = .init(shape: [1], values: [9])
    #expect(try Self.values(NeuMFFromWeights(gmf: other, mlp: mlp)) != values)
  }

  @Test func aDigestOfOtherWeightsIsRefused() throws {
    let method = try NeuMFFromWeights(gmf: Self.weights("gmf"), mlp: Self.weights("mlp"))
    let other = ParameterValue.text(String(repeating: "0", count: 64))
    for (key, value) in [("mf_pretrain", other), ("mlp_pretrain", other), ("mlp_pretrain", .text("0"))] {
      let conflict = #expect(throws: ConfigurationConflict.self) { try Self.values(method, [key: value]) }
      #expect(conflict?.key == key)
    }
  }

  @Test(arguments: [
    ("factors", ParameterValue.integer(16)), ("layers", .integers([8, 4])), ("pretraining", .flag(false)),
  ])
  func valuesThatContradictTheWeightsAreConflicts(key: String, value: ParameterValue) throws {
    let method = try NeuMFFromWeights(gmf: Self.weights("gmf"), mlp: Self.weights("mlp"))
    let conflict = #expect(throws: ConfigurationConflict.self) { try Self.values(method, [key: value]) }
    #expect(conflict?.key == key)
  }

  @Test func weightsOfAnotherMethodAreRefused() throws {
    let (gmf, mlp) = (try Self.weights("gmf"), try Self.weights("mlp"))
    #expect(throws: InputError.self) { try NeuMFFromWeights(gmf: mlp, mlp: gmf) }
    #expect(throws: InputError.self) { try NeuMFFromWeights(gmf: gmf, mlp: Self.weights("neumf")) }
  }

  @Test func weightsOfAnotherDataSetAreRefused() throws {
    let method = try NeuMFFromWeights(gmf: Self.weights("gmf"), mlp: Self.weights("mlp"))
    let other = try SyntheticDataset.sample().dataset
    let error = #expect(throws: InputError.self) { try method.check(against: other) }
    #expect(error?.problem.contains("300 users and 250 items") == true)
  }
}
