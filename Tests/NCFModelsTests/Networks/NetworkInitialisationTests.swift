import Foundation
import NCFData
import NCFModels
import NCFWeights
import Testing

@Suite struct NetworkInitialisationTests {
  static let training = InteractionMatrix(userCount: 900, itemCount: 800, longest: 3, seed: 1)

  private func weights(
    _ method: any Method, _ architecture: [Hyperparameter: ParameterValue], seed: Int = 42
  ) throws -> TensorBundle {
    try ModelCase("", method, architecture).makeTrainer(Self.training, [.seed: .integer(seed)]).weights
  }

  /// Mean, standard deviation, and the share within one standard deviation: N(0, 0.01²).
  @Test(arguments: [
    ("mf_user.weight", 900 * 13), ("mf_item.weight", 800 * 13), ("mlp_user.weight", 900 * 11),
    ("mlp_item.weight", 800 * 11),
  ])
  func embeddingsAreNormal(name: String, count: Int) throws {
    let values = try weights(NeuMF(), [.factors: .integer(13), .layers: .integers([22, 5])])[name]!.values
      .map(Double.init)
    #expect(values.count == count)
    let n = Double(count)
    let mean = values.reduce(0, +) / n
    let deviation = (values.reduce(0) { $0 + $1 * $1 } / n).squareRoot()
    #expect(abs(mean) < 5 * 0.01 / n.squareRoot())
    #expect(abs(deviation / 0.01 - 1) < 5 / (2 * n).squareRoot())
    // 68.27 % of a normal sample, give or take 0.47/√n; 0.27 % lie beyond three standard deviations.
    #expect(abs(Double(values.count { abs($0) < 0.01 }) / n - 0.6827) < 5 * 0.47 / n.squareRoot())
    #expect(abs(Double(values.count { abs($0) > 0.03 }) - 0.0027 * n) < 5 * (0.0027 * n).squareRoot())
    #expect(Set(values).count > count * 99 / 100)
  }

  /// Another deviation scales the same draws, and nothing else.
  @Test func embeddingsMayHaveAnotherDeviation() throws {
    let architecture: [Hyperparameter: ParameterValue] = [.factors: .integer(4), .layers: .integers([6, 3])]
    let usual = try weights(NeuMF(), architecture)
    let wide = try weights(NeuMF(), architecture.merging([.embeddingDeviation: .number(1)]) { $1 })
    for (name, tensor) in usual.tensors {
      let factor: Float = name.hasPrefix("m") ? 100 : 1
      let other = try #require(wide[name]).values
      #expect(zip(tensor.values, other).allSatisfy { abs($1 - factor * $0) <= 1e-5 * abs($1) }, "\(name)")
    }
  }

  /// Glorot and Bengio (2010): uniform in ± √(6 / (inputs + outputs)), of the true widths, not the padded ones.
  @Test func hiddenLayersAreGlorotUniform() throws {
    let bundle = try weights(MLP(), [.layers: .integers([90, 61, 35])])
    expectUniform(bundle["tower.0.weight"]!.values, limit: (6 / Double(90 + 61)).squareRoot())
    expectUniform(bundle["tower.1.weight"]!.values, limit: (6 / Double(61 + 35)).squareRoot())
    for name in ["tower.0.bias", "tower.1.bias", "prediction.bias"] {
      #expect(bundle[name]!.values.allSatisfy { $0 == 0 })
    }
  }

  /// LeCun et al. (1998): uniform in ± √(3 / inputs), over all inputs of the prediction unit.
  @Test func predictionUnitIsLecunUniform() throws {
    let cases: [(any Method, [Hyperparameter: ParameterValue], Int)] = [
      (GMF(), [.factors: .integer(700)], 700), (MLP(), [.layers: .integers([8, 650])], 650),
      (MLP(), [.layers: .integers([490])], 490),
      (NeuMF(), [.factors: .integer(500), .layers: .integers([8, 300])], 800),
    ]
    for (method, architecture, fanIn) in cases {
      let bundle = try weights(method, architecture)
      #expect(bundle["prediction.weight"]!.values.count == fanIn)
      expectUniform(bundle["prediction.weight"]!.values, limit: (3 / Double(fanIn)).squareRoot())
      #expect(bundle["prediction.bias"]!.values == [0])
    }
  }

  /// Section 4.1 of the paper: every parameter from N(0, 0.01²), layers, prediction unit and biases among them.
  @Test func likeThePaperEveryParameterIsNormal() throws {
    let architecture: [Hyperparameter: ParameterValue] = [
      .factors: .integer(400), .layers: .integers([90, 300, 500]), .initialisation: .text("paper"),
    ]
    let bundle = try weights(NeuMF(), architecture)
    for (name, tensor) in bundle.tensors where name != "prediction.bias" {
      let n = Double(tensor.values.count)
      let square = tensor.values.reduce(0.0) { $0 + Double($1) * Double($1) } / n
      #expect(abs(square.squareRoot() / 0.01 - 1) < 5 / (2 * n).squareRoot(), "\(name)")
      #expect(Double(tensor.values.map(abs).max()!) > 0.02, "\(name)")
    }
    let bias = bundle["prediction.bias"]!.values[0]
    #expect(bias != 0 && abs(bias) < 0.05)
    // The embeddings are those that the authors' way draws.
    let usual = try weights(NeuMF(), architecture.merging([.initialisation: .text("authors_code")]) { $1 })
    #expect(usual["mlp_item.weight"] == bundle["mlp_item.weight"])
    #expect(usual["tower.0.weight"] != bundle["tower.0.weight"])
    // The parts of a pre-trained model begin like it.
    let values = try NeuMF().completed(architecture.merging([.pretraining: .flag(true)]) { $1 })
    for part in try NeuMF().prerequisites(of: values) {
      #expect(part.values[.initialisation] == .text("paper"), "\(part.role)")
    }
  }

  private func expectUniform(_ values: [Float], limit: Double) {
    let n = Double(values.count)
    let largest = Double(values.map(abs).max()!)
    // Of n uniform draws the largest misses the limit by about limit/n.
    #expect(largest <= limit * (1 + 1e-6) && largest > limit * (1 - 12 / n))
    let mean = values.reduce(0.0) { $0 + Double($1) } / n
    let square = values.reduce(0.0) { $0 + Double($1) * Double($1) } / n
    #expect(abs(mean) < 5 * limit / (3 * n).squareRoot())
    // The square of a uniform variable has mean limit²/3 and standard deviation 0.298·limit².
    #expect(abs(square / (limit * limit) - 1.0 / 3) < 5 * 0.298 / n.squareRoot())
  }

  @Test func partsDrawFromStreamsOfTheirOwn() throws {
    let architecture: [Hyperparameter: ParameterValue] = [
      .factors: .integer(8), .layers: .integers([16, 8]),
    ]
    let neumf = try weights(NeuMF(), architecture)
    let tables = ["mf_user.weight", "mf_item.weight", "mlp_user.weight", "mlp_item.weight"]
    #expect(Set(tables.map { neumf[$0]!.values.prefix(6400).map(\.bitPattern) }).count == 4)
    // GMF, MLP and NeuMF of one seed begin with the same factors and layers.
    let (gmf, mlp) = (
      try weights(GMF(), [.factors: .integer(8)]), try weights(MLP(), [.layers: .integers([16, 8])])
    )
    for name in tables[..<2] { #expect(gmf[name] == neumf[name]) }
    for name in tables[2...] + ["tower.0.weight"] { #expect(mlp[name] == neumf[name]) }
  }

  @Test(arguments: ModelCase.all)
  func seedsDecide(model: ModelCase) throws {
    let bits = try [1, 1, 2].map {
      try model.makeTrainer(Self.training, [.seed: .integer($0)]).weights.bits
    }
    #expect(bits[0] == bits[1])
    for name in bits[0].keys where !name.hasSuffix("bias") { #expect(bits[0][name] != bits[2][name]) }
  }
}
