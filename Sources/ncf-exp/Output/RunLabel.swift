import NCFExperiments
import NCFModels

extension RunConfiguration {
  /// What a person needs to tell runs apart: data set, method and the settings that are swept most.
  var label: String {
    let title = MethodRegistry.method(named: method)?.title ?? method
    var parts = [dataset, title]
    if let factors = values[.factors] { parts.append("factors \(factors)") }
    if case .integers(let layers) = values[.layers] { parts.append("depth \(layers.count - 1)") }
    if let negatives = values[.negatives] { parts.append("negatives \(negatives)") }
    if values[.pretraining] == .flag(true) { parts.append("pre-trained") }
    if let seed = values[.seed] { parts.append("seed \(seed)") }
    if selection == .validation { parts.append("validation") }
    return parts.joined(separator: " · ")
  }
}
