import NCFDiagnostics
import NCFModels

/// A key that the settings and sweeps of a spec, and `--set`, may give a value.
struct SettingKey: Sendable {
  /// What values it takes.
  private enum Domain: Sendable {
    /// The name of a data set; whether there is one of that name shows when the plan is made.
    case datasetName
    case parameter(Hyperparameter)
  }

  let name: String
  let summary: String
  private let domain: Domain

  private init(name: String, summary: String, domain: Domain) {
    self.name = name
    self.summary = summary
    self.domain = domain
  }

  init(_ parameter: Hyperparameter) {
    self.init(name: parameter.key, summary: parameter.summary, domain: .parameter(parameter))
  }

  static let dataset = SettingKey(
    name: "dataset", summary: "data set, by the name of its files", domain: .datasetName)
  static let selection = SettingKey(
    Hyperparameter(
      "selection", .choice(RunConfiguration.Selection.allCases.map(\.rawValue)),
      default: .text(RunConfiguration.Selection.test.rawValue),
      "where the best epoch is chosen: on the test set (the authors' code) or on a validation set (the paper); last: the last epoch counts, best or not"
    ))
  static let evaluation = EvaluationProtocol.settings.map { SettingKey($0) }
  static let methodName = "method"
  /// Names that specs may have for keys that are called otherwise now.
  static let formerNames = ["model": methodName]
  static func method(_ methods: [any Method]) -> SettingKey {
    SettingKey(Hyperparameter(methodName, .choice(methods.map(\.name)), "method to train"))
  }

  /// Data sets' names are parts of paths, so only letters, digits and `._-` are allowed in them.
  static let datasetNamePattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

  /// The hyperparameter behind the key; nil for `dataset`.
  var parameter: Hyperparameter? {
    guard case .parameter(let parameter) = domain else { return nil }
    return parameter
  }

  /// The value in the key's own type, or nil if it is of the wrong type or out of range.
  func accept(_ value: ParameterValue) -> ParameterValue? {
    guard let parameter else {
      guard case .text(let name) = value, Self.isDatasetName(name) else { return nil }
      return value
    }
    return parameter.accept(value)
  }

  /// What is expected, for error messages.
  var expectation: String {
    parameter?.expectation
      ?? "a data set's name (at most 64 letters, digits, '.', '_' and '-', a letter or digit first)"
  }

  /// The remedy for a misspelt choice, or nil.
  func remedy(for value: ParameterValue?) -> String? {
    guard case .text(let word) = value, case .choice(let words) = parameter?.domain else { return nil }
    return nearestMatch(to: word, among: words).map { "did you mean \"\($0)\"?" }
  }

  /// The keys that every run has, whatever its method.
  static let ofEveryRun = Set(["dataset", methodName, "selection"] + evaluation.map(\.name))

  /// Whether it is a hyperparameter of methods, and not one of the keys that every run has.
  var isHyperparameter: Bool { !Self.ofEveryRun.contains(name) }

  var takesText: Bool {
    switch parameter?.domain {
    case nil, .choice, .digest: true
    default: false
    }
  }

  var takesList: Bool {
    switch parameter?.domain {
    case .integers, .numbers: true
    default: false
    }
  }

  private static func isDatasetName(_ name: String) -> Bool {
    let isPlain = { (character: Character) in
      character.isASCII && (character.isLetter || character.isNumber)
    }
    return name.count <= 64 && name.first.map(isPlain) == true
      && name.allSatisfy { isPlain($0) || "._-".contains($0) }
  }
}

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
