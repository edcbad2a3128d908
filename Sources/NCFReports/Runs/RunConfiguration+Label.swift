import NCFExperiments
import NCFModels

extension RunConfiguration {
  /// What a person needs to tell runs apart: data set, method, the settings that are swept most, and those that a
  /// search has chosen.
  public var label: String {
    let title = MethodRegistry.method(named: method)?.title ?? method
    var parts = [dataset, title]
    if let factors = values[.factors] { parts.append("factors \(factors)") }
    if case .integers(let layers) = values[.layers] { parts.append("depth \(layers.count - 1)") }
    if let negatives = values[.negatives] { parts.append("negatives \(negatives)") }
    if values[.pretraining] == .flag(true) { parts.append("pre-trained") }
    for parameter in Self.searched {
      guard let value = values[parameter], value != defaultValue(of: parameter) else { continue }
      parts.append("\(parameter.key) \(value)")
    }
    if let seed = values[.seed] { parts.append("seed \(seed)") }
    if let learner = values[.learner], learner != usualLearner { parts.append("learner \(learner)") }
    parts += evaluation.deviations.map { "\($0.key) \($0.value)" }
    if selection != .test { parts.append(selection == .last ? "last epoch" : selection.rawValue) }
    return parts.joined(separator: " · ")
  }

  /// Settings that are worth naming where they are not a method's default.
  private static let searched: [Hyperparameter] = [
    .neighbours, .shrinkage, .alpha, .beta, .missingWeight, .popularityExponent, .unobservedWeight, .l2,
    .l2Embeddings, .l2Users, .l2Items, .l2GMFEmbeddings, .l2MLPEmbeddings, .learningRate,
    .batchSize, .negativeDraws, .negativeItems, .embeddingDeviation,
  ]

  /// A NeuMF that goes on from trained parts does so with SGD.
  private var usualLearner: ParameterValue {
    defaultValue(of: .learner) ?? .text(values[.pretraining] == .flag(true) ? "sgd" : "adam")
  }

  private func defaultValue(of parameter: Hyperparameter) -> ParameterValue? {
    MethodRegistry.method(named: method)?.parameters.first { $0.key == parameter.key }?.defaultValue
  }
}
