import Foundation
import NCFModels
import NCFWeights
import Testing

/// The models against numbers from NumPy: see Fixtures/make_reference.py.
@Suite struct NetworkReferenceTests {
  struct Reference: Decodable, Sendable, CustomTestStringConvertible {
    struct Tensor: Decodable, Sendable {
      let shape: [Int]
      let values: [Double]
    }

    let method: String
    let factors: Int
    let layers: [Int]
    let negatives: Int
    let itemCount: Int
    let missedItems: [Int]
    let weights: [String: Tensor]
    let logits: [Double]
    let loss: Double
    let gradients: [String: Tensor]
    let rate: Double
    let steps: Int
    let learned: [String: [String: Tensor]]

    var testDescription: String { "\(method) \(layers)" }

    var batch: KnownBatch { KnownBatch(missedItems: missedItems, itemCount: itemCount, negatives: negatives) }

    var bundle: TensorBundle {
      TensorBundle(weights.mapValues { .init(shape: $0.shape, values: $0.values.map { Float($0) }) })
    }

    /// A trainer whose batches are whole epochs, with the reference's weights.
    func makeTrainer(learner: String, rate: Double) throws -> any Trainer {
      var settings: [Hyperparameter: ParameterValue] = [
        .negatives: .integer(negatives), .batchSize: .integer(batch.instances.count),
        .learner: .text(learner), .learningRate: .number(rate),
      ]
      if factors > 0 { settings[.factors] = .integer(factors) }
      if !layers.isEmpty { settings[.layers] = .integers(layers) }
      let model = ModelCase(testDescription, MethodRegistry.method(named: method)!, settings)
      let trainer = try model.makeTrainer(batch.training)
      try trainer.start(from: bundle)
      return trainer
    }
  }

  static let references: [Reference] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/networks.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try! decoder.decode([Reference].self, from: Data(contentsOf: path))
  }()

  @Test(arguments: references)
  func logits(reference: Reference) throws {
    let trainer = try reference.makeTrainer(learner: "sgd", rate: 1)
    let items = Array(0..<Int32(reference.itemCount))
    let scores = reference.missedItems.indices.flatMap { trainer.scores(user: $0, items: items) }
    #expect(scores.count == reference.logits.count)
    #expect(zip(scores, reference.logits).allSatisfy { abs(Double($0) - $1) <= 2e-6 })
  }

  @Test(arguments: references)
  func lossAndGradients(reference: Reference) throws {
    let trainer = try reference.makeTrainer(learner: "sgd", rate: 8)
    let loss = try trainer.trainEpoch()
    #expect(abs(loss - reference.loss) <= 1e-6)
    let after = trainer.weights
    #expect(Set(after.tensors.keys) == Set(reference.gradients.keys))
    for (name, gradient) in reference.gradients {
      #expect(after[name]?.shape == gradient.shape)
      for (k, exact) in gradient.values.enumerated() {
        let actual = (Double(reference.bundle[name]!.values[k]) - Double(after[name]!.values[k])) / 8
        #expect(abs(actual - exact) <= 1e-7 + 2e-6 * abs(exact), "\(name)[\(k)]")
      }
    }
  }

  /// Five dense steps with each learner, of which Adam's and RMSprop's first move every parameter by about η.
  @Test(arguments: references, ["adam", "adagrad", "rmsprop", "sgd"])
  func learners(reference: Reference, learner: String) throws {
    let trainer = try reference.makeTrainer(learner: learner, rate: reference.rate)
    for _ in 0..<reference.steps { _ = try trainer.trainEpoch() }
    let after = trainer.weights
    for (name, tensor) in reference.learned[learner]! {
      for (k, exact) in tensor.values.enumerated() {
        #expect(abs(Double(after[name]!.values[k]) - exact) <= 2e-6, "\(name)[\(k)]")
      }
    }
  }
}
