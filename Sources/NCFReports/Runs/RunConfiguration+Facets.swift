import NCFExperiments
import NCFModels

/// The settings by which tables and figures tell runs apart; nil where the method has no such setting.
extension RunConfiguration {
  /// Predictive factors: for an MLP the width of its last layer, whatever the tower is.
  var factors: Int? {
    if method == "mlp", let last = layers?.last { return last }
    return integer(.factors)
  }

  /// Hidden layers of the MLP tower, for MLP and NeuMF. Stored configurations hold the tower itself.
  var depth: Int? { layers.map { $0.count - 1 } ?? integer(.depth) }

  var negatives: Int? { integer(.negatives) }

  /// Whether a NeuMF starts from a trained GMF and MLP.
  var isPretrained: Bool? {
    guard case .flag(let flag) = values.values["pretraining"] else { return nil }
    return flag
  }

  var seed: Int? { integer(.seed) }

  /// The same configuration without its seed: what the repeats of a run have in common.
  var withoutSeed: RunConfiguration {
    var others = values
    others[.seed] = nil
    return RunConfiguration(
      dataset: dataset, method: method, values: others, selection: selection,
      evaluation: evaluation)
  }

  /// Which epoch counts, and what is not the paper's protocol: "test", "validation, ties for".
  var protocolLabel: String {
    ([selection.rawValue] + evaluation.deviations.map { "\($0.key) \($0.value)" }).joined(separator: ", ")
  }

  /// Every setting but the seed, with the protocol, by key.
  var settingTexts: [String: String] {
    var texts = values.values.mapValues(\.description)
    texts[Hyperparameter.seed.key] = nil
    texts["selection"] = selection.rawValue
    for setting in evaluation.texts { texts[setting.key] = setting.value }
    return texts
  }

  /// Every setting but the seed, as "factors 8, layers 64,32,16,8".
  var settings: String {
    values.values
      .filter { $0.key != Hyperparameter.seed.key }
      .sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }
      .joined(separator: ", ")
  }

  private var layers: [Int]? {
    guard case .integers(let widths) = values[.layers] else { return nil }
    return widths
  }

  private func integer(_ parameter: Hyperparameter) -> Int? {
    guard case .integer(let value) = values[parameter] else { return nil }
    return value
  }
}
