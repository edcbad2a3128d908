import NCFExperiments
import NCFModels

/// Which runs a cell of a table, a point of a curve or a side of a claim is made of: settings by the keys of specs, each
/// with the values that fit.
///
///     { "method": "neumf", "pretraining": true, "factors": 8 }
///     { "method": "gmf", "negatives": [3, 4, 5, 6] }
///
/// A setting that a run's method does not have never stands in the way, so that a method without predictive factors fits
/// every number of them. Several values mean the average over them.
public struct RunSelector: Hashable, Sendable {
  /// In the order of the file.
  public let settings: [Setting]

  public struct Setting: Hashable, Sendable {
    /// The key of specs.
    public let key: String
    /// At least one.
    public let values: [ParameterValue]

    public init(_ key: String, _ values: [ParameterValue]) {
      self.key = key
      self.values = values
    }
  }

  public init(_ settings: [Setting] = []) { self.settings = settings }

  public init(dataset: String, method: String) {
    self.init([Setting("dataset", [.text(dataset)]), Setting("method", [.text(method)])])
  }

  /// The values of a key; nil if nothing is said of it.
  public subscript(_ key: String) -> [ParameterValue]? { settings.first { $0.key == key }?.values }

  /// The one value of a key; nil if there is none, or several.
  public func value(of key: String) -> ParameterValue? {
    let values = self[key] ?? []
    return values.count == 1 ? values[0] : nil
  }

  public var method: String? { value(of: "method")?.description }
  public var dataset: String? { value(of: "dataset")?.description }

  /// The same with further settings, which replace those of the same keys.
  public func with(_ other: RunSelector) -> RunSelector {
    RunSelector(settings.filter { other[$0.key] == nil } + other.settings)
  }

  public func with(_ key: String, _ value: ParameterValue) -> RunSelector {
    with(RunSelector([Setting(key, [value])]))
  }

  /// One selector for each combination of its values: what an average is over.
  public var alternatives: [RunSelector] {
    settings.reduce([RunSelector()]) { selectors, setting in
      selectors.flatMap { selector in setting.values.map { selector.with(setting.key, $0) } }
    }
  }

  /// Whether a run fits.
  public func matches(_ configuration: RunConfiguration) -> Bool {
    settings.allSatisfy { setting in
      guard let value = configuration.facet(setting.key) else { return setting.key != "method" }
      return setting.values.contains { $0.isEqual(to: value) }
    }
  }

  // MARK: Words

  /// "NeuMF with pre-training, 16 factors, ml-1m", as a missing run is named; without what its method does not have.
  public var text: String {
    let known = method.flatMap { MethodRegistry.method(named: $0) }
    let own = known.map { Set($0.parameters.map(\.key)) }
    let names = (self["method"] ?? []).map {
      MethodRegistry.method(named: $0.description)?.title ?? $0.description
    }
    let others = settings.filter { setting in
      guard setting.key != "method", setting.key != "dataset" else { return false }
      return own.map { $0.contains(setting.key) || !SpecSettings.isHyperparameter(setting.key) } ?? true
    }
    let name = names.isEmpty ? "any method" : names.joined(separator: ", ")
    let flags = others.filter(\.isFlag).map(\.words)
    let parts = [([name] + flags).joined(separator: " ")] + others.filter { !$0.isFlag }.map(\.words)
    return (parts + [dataset].compactMap { $0 }).joined(separator: ", ")
  }
}

extension RunSelector.Setting {
  fileprivate var isFlag: Bool {
    if case .flag = values.first { values.count == 1 } else { false }
  }

  /// "16 factors", "3–6 negatives", "with pre-training", "depth 2".
  public var words: String {
    if case .flag(let flag) = values.first, values.count == 1 {
      return "\(flag ? "with" : "without") \(SettingWords.noun(key))"
    }
    return SettingWords.isCount(key)
      ? "\(SettingWords.range(values)) \(SettingWords.noun(key))"
      : "\(SettingWords.noun(key)) \(SettingWords.range(values))"
  }
}

/// How settings are said in sentences.
public enum SettingWords {
  /// Settings that count something, which are named behind their number.
  private static let counts = ["factors": "factors", "negatives": "negatives", "epochs": "epochs"]

  public static func isCount(_ key: String) -> Bool { counts[key] != nil }

  /// "pre-training", "batch size", "hidden layers" for "depth".
  public static func noun(_ key: String) -> String {
    switch key {
    case "pretraining": "pre-training"
    case "depth": "depth"
    default: counts[key] ?? key.replacing("_", with: " ")
    }
  }

  /// "8", "8, 16, 32 and 64", or "3–6" for whole numbers that follow each other.
  public static func range(_ values: [ParameterValue]) -> String {
    let integers = values.compactMap { value in if case .integer(let number) = value { number } else { nil } }
    if integers.count == values.count, integers.count > 1,
      zip(integers, integers.dropFirst()).allSatisfy({ $1 == $0 + 1 })
    {
      return "\(integers[0])–\(integers[integers.count - 1])"
    }
    let texts = values.map(\.description)
    return texts.count < 2
      ? texts.joined() : "\(texts.dropLast().joined(separator: ", ")) and \(texts[texts.count - 1])"
  }
}

extension ParameterValue {
  /// Whether two values are one: `1` and `1.0` are.
  public func isEqual(to other: ParameterValue) -> Bool {
    if let own = number, let others = other.number { return own == others }
    return self == other
  }

  /// Of a number, whole or not.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

extension RunConfiguration {
  /// What a run says of a setting; nil if its method has none of that key.
  ///
  /// The predictive factors of an MLP are the width of its last layer, whatever its tower is, and depth is the number of
  /// its hidden layers: stored configurations hold the tower itself (He et al. 2017, section 4.1).
  public func facet(_ key: String) -> ParameterValue? {
    switch key {
    case "dataset": .text(dataset)
    case "method": .text(method)
    case "selection": .text(selection.rawValue)
    case "factors": factors.map(ParameterValue.integer)
    case "depth": depth.map(ParameterValue.integer)
    default:
      values.values[key] ?? evaluation.texts.first { $0.key == key }.map { .text($0.value) }
    }
  }

  /// Predictive factors.
  public var factors: Int? {
    if method == "mlp", let last = layers?.last { return last }
    return integer(.factors)
  }

  /// Hidden layers of the MLP tower.
  public var depth: Int? { layers.map { $0.count - 1 } ?? integer(.depth) }

  public var seed: Int? { integer(.seed) }

  private var layers: [Int]? {
    guard case .integers(let widths) = values[.layers] else { return nil }
    return widths
  }

  private func integer(_ parameter: Hyperparameter) -> Int? {
    guard case .integer(let value) = values[parameter] else { return nil }
    return value
  }
}
