import NCFData
import NCFModels
import Testing

/// A method with the settings that decide its architecture.
struct ModelCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let method: any Method
  let architecture: [Hyperparameter: ParameterValue]

  init(_ name: String, _ method: any Method, _ architecture: [Hyperparameter: ParameterValue]) {
    testDescription = name
    self.method = method
    self.architecture = architecture
  }

  /// The three models; widths that fill whole vectors and widths that need padding, every depth of interest.
  static let all = [
    ModelCase("GMF-8", GMF(), [.factors: .integer(8)]),
    ModelCase("GMF-5", GMF(), [.factors: .integer(5)]),
    ModelCase("GMF-17", GMF(), [.factors: .integer(17)]),
    ModelCase("MLP-0, 8", MLP(), [.factors: .integer(8), .depth: .integer(0)]),
    ModelCase("MLP-0, 10", MLP(), [.layers: .integers([10])]),
    ModelCase("MLP-1, 5", MLP(), [.factors: .integer(5), .depth: .integer(1)]),
    ModelCase("MLP-3, 8", MLP(), [.factors: .integer(8), .depth: .integer(3)]),
    ModelCase("MLP-3, 5", MLP(), [.factors: .integer(5), .depth: .integer(3)]),
    ModelCase("NeuMF-8", NeuMF(), [.factors: .integer(8), .depth: .integer(3)]),
    ModelCase("NeuMF-5", NeuMF(), [.factors: .integer(5), .layers: .integers([18, 7, 3])]),
    ModelCase("NeuMF-4, no layers", NeuMF(), [.factors: .integer(4), .layers: .integers([6])]),
  ]

  /// One of each model.
  static let each = [all[0], all[6], all[8]]
  /// One of each model, with widths that need padding.
  static let padded = [all[1], all[7], all[9]]

  /// Complete, normalised settings.
  func values(_ others: [Hyperparameter: ParameterValue] = [:]) throws -> Hyperparameters {
    try method.completed(architecture.merging(others) { _, other in other })
  }

  func makeTrainer(
    _ training: InteractionMatrix, _ others: [Hyperparameter: ParameterValue] = [:]
  ) throws -> any Trainer {
    try method.makeTrainer(values(others), on: TrainingData(training))
  }
}

extension Method {
  /// The configuration that a spec with these settings comes to.
  func completed(_ settings: [Hyperparameter: ParameterValue]) throws -> Hyperparameters {
    try complete(Dictionary(uniqueKeysWithValues: settings.map { ($0.key.key, $0.value) }))
  }
}

/// Reads settings that a test knows to be there.
extension Hyperparameters {
  func integer(_ parameter: Hyperparameter) -> Int { self[parameter].flatMap { Int($0) }! }
  func number(_ parameter: Hyperparameter) -> Double { self[parameter].flatMap { Double($0) }! }
  func integers(_ parameter: Hyperparameter) -> [Int] { self[parameter].flatMap { [Int]($0) }! }
  func numbers(_ parameter: Hyperparameter) -> [Double] { self[parameter].flatMap { [Double]($0) }! }
  func text(_ parameter: Hyperparameter) -> String { self[parameter]!.description }
}
