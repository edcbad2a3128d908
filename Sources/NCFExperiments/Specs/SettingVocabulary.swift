import NCFDiagnostics
import NCFModels

/// Every key that specs may use, given the methods that they may name.
struct SettingVocabulary: Sendable {
  /// `dataset`, `method`, `selection` and the protocol first, then the hyperparameters in the order in which the
  /// methods list them.
  let keys: [SettingKey]

  init(_ methods: [any Method]) {
    var keys: [SettingKey] = [.dataset, .method(methods), .selection] + SettingKey.evaluation
    var names = Set(keys.map(\.name))
    for parameter in methods.flatMap(\.parameters) where names.insert(parameter.key).inserted {
      keys.append(SettingKey(parameter))
    }
    self.keys = keys
  }

  /// The key of a name, or of a name that specs had for it before.
  subscript(_ name: String) -> SettingKey? {
    let name = SettingKey.formerNames[name] ?? name
    return keys.first { $0.name == name }
  }

  /// The remedy for a key that there is not.
  func remedy(forKey name: String) -> String {
    nearestMatch(to: name, among: keys.map(\.name)).map { "did you mean \"\($0)\"?" }
      ?? "the keys are \(keys.map(\.name).joined(separator: ", "))"
  }
}
