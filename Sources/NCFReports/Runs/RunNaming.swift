import NCFExperiments
import NCFModels

/// What the runs of one listing are called: what tells them apart, without what they share.
///
///     let naming = RunNaming(of: runs.map(\.configuration))
///     naming[runs[0].configuration]   // "NeuMF · factors 16 · pre-trained"
///     naming.common                   // "ml-1m · depth 3 · negatives 4 · seed 42"
///
/// The method is always named. A run by itself is named in full: data set, method, predictive factors, tower, negatives,
/// pre-training and seed, and whatever is not its method's default or not the paper's protocol. No two different
/// configurations of a listing have the same name.
public struct RunNaming: Hashable, Sendable {
  private let names: [RunConfiguration: String]
  /// What all runs that have such a setting share, as far as a run by itself is named by it; nil if that is nothing,
  /// or if there is a single run.
  public let common: String?

  /// - Parameter configurations: Those of the listing, in any order; one may be there several times.
  public init(of configurations: some Sequence<RunConfiguration>) {
    var seen: Set<RunConfiguration> = []
    let distinct = configurations.filter { seen.insert($0).inserted }
    guard distinct.count > 1 else {
      names = Dictionary(uniqueKeysWithValues: distinct.map { ($0, Self.fullName(of: $0)) })
      common = nil
      return
    }
    let described = distinct.map { ($0, Facet.all(of: $0)) }
    let varied = Self.variedKeys(described)
    let variedByMethod = Dictionary(grouping: described, by: \.0.method).mapValues(Self.variedKeys)
    names = Self.toldApart(
      described.map { configuration, facets in
        // A default that no run of the method leaves is not worth its words because another method has another one.
        let own = variedByMethod[configuration.method] ?? []
        return (
          configuration,
          Self.name(
            facets.filter {
              $0.isTitle || own.contains($0.key) || varied.contains($0.key) && !$0.isUsual
            })
        )
      })
    var shared: [Facet] = []
    for facet in described.flatMap(\.1)
    where !facet.isTitle && !facet.isUsual && !varied.contains(facet.key) && !shared.contains(facet) {
      shared.append(facet)
    }
    // Each method adds what only it has; the order is that of a full name all the same.
    let ordered = shared.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
    common = shared.isEmpty ? nil : Self.name(ordered.map(\.element))
  }

  /// The name of a run of the listing; a run from elsewhere is named in full.
  public subscript(_ configuration: RunConfiguration) -> String {
    names[configuration] ?? Self.fullName(of: configuration)
  }

  private static func fullName(of configuration: RunConfiguration) -> String {
    name(Facet.all(of: configuration).filter { !$0.isUsual })
  }

  private static func name(_ facets: [Facet]) -> String {
    facets.map(\.words).joined(separator: " · ")
  }

  /// The settings in which runs differ. One that a method does not have is no difference; one that a run leaves unsaid
  /// stands at its method's default.
  private static func variedKeys(_ described: [(RunConfiguration, [Facet])]) -> Set<String> {
    var keys: [String: Set<String>] = [:]
    for (configuration, facets) in described {
      keys[configuration.method, default: []].formUnion(facets.map(\.key))
    }
    var words: [String: Set<String?>] = [:]
    for (configuration, facets) in described {
      let own = Dictionary(uniqueKeysWithValues: facets.map { ($0.key, $0.words) })
      for key in keys[configuration.method] ?? [] {
        words[key, default: []].insert(own[key] ?? Facet.usualWords(for: key, of: configuration.method))
      }
    }
    return Set(words.filter { $0.value.count > 1 }.keys)
  }

  /// The same names; those that are alike say every setting in which their runs differ.
  private static func toldApart(_ named: [(RunConfiguration, String)]) -> [RunConfiguration: String] {
    var names = Dictionary(uniqueKeysWithValues: named)
    for (name, alike) in Dictionary(grouping: named, by: \.1) where alike.count > 1 {
      let texts = alike.map { ($0.0, $0.0.allTexts) }
      let differing = Set(texts.flatMap(\.1.keys)).sorted().filter { key in
        Set(texts.map { $0.1[key] }).count > 1
      }
      for (configuration, own) in texts {
        names[configuration] =
          ([name] + differing.map { "\($0) \(own[$0] ?? "not given")" }).joined(separator: " · ")
      }
    }
    return names
  }
}

/// One thing that can be said of a run.
private struct Facet: Hashable {
  /// The key of specs.
  let key: String
  let words: String
  /// Whether a run by itself is named without it.
  let isUsual: Bool

  var isTitle: Bool { key == Self.titleKey }

  /// Where it stands in a name: data set, what leads, other settings, the seed, the protocol.
  var place: Int {
    if let index = (["dataset"] + Self.leading.map(\.key)).firstIndex(of: key) { return index }
    if key == Hyperparameter.seed.key { return 101 }
    return key == "selection" || Self.protocolKeys.contains(key) ? 102 : 100
  }

  private static let protocolKeys = Set(EvaluationProtocol.standard.texts.map(\.key))

  private static let titleKey = "model"
  /// What comes first after the method, and is said of a run by itself in any case.
  private static let leading: [Hyperparameter] = [.factors, .layers, .negatives, .pretraining]

  /// In the order of names.
  static func all(of configuration: RunConfiguration) -> [Facet] {
    let method = MethodRegistry.method(named: configuration.method)
    let values = configuration.values
    let first = leading.map(\.key)
    let last = [Hyperparameter.seed.key]
    let declared = (method?.parameters ?? []).map(\.key).filter { values.values[$0] != nil }
    let others = declared + Set(values.values.keys).subtracting(declared).sorted()
    let keys =
      first.filter { values.values[$0] != nil }
      + others.filter { !first.contains($0) && !last.contains($0) && !follows($0, configuration) }
      + last.filter { values.values[$0] != nil }
    let standard = Dictionary(uniqueKeysWithValues: EvaluationProtocol.standard.texts)
    return [
      Facet(key: "dataset", words: configuration.dataset, isUsual: false),
      Facet(key: titleKey, words: method?.title ?? configuration.method, isUsual: false),
    ] + keys.map { setting($0, of: configuration) }
      + configuration.evaluation.texts.map {
        Facet(key: $0.key, words: "\($0.key) \($0.value)", isUsual: standard[$0.key] == $0.value)
      } + [selection(configuration.selection)]
  }

  /// What is said of a setting that stands at its method's default; nil if there is none.
  static func usualWords(for key: String, of method: String) -> String? {
    let parameter = MethodRegistry.method(named: method)?.parameters.first { $0.key == key }
    return parameter?.defaultValue.map { words(key, $0) }
  }

  private static func setting(_ key: String, of configuration: RunConfiguration) -> Facet {
    let value = configuration.values.values[key]!
    let usual = usualWords(for: key, of: configuration.method)
    let isNamed = key == Hyperparameter.seed.key || leading.contains { $0.key == key }
    let words = key == Hyperparameter.layers.key ? tower(of: configuration) : words(key, value)
    return Facet(
      key: key, words: words, isUsual: value == .flag(false) && isNamed || !isNamed && words == usual)
  }

  private static func words(_ key: String, _ value: ParameterValue) -> String {
    switch (key, value) {
    case (Hyperparameter.pretraining.key, .flag(let flag)): flag ? "pre-trained" : "not pre-trained"
    // One penalty for all layers, however many there are.
    case (Hyperparameter.l2Layers.key, .numbers(let all)) where Set(all).count == 1: "\(key) \(all[0])"
    default: "\(key) \(value)"
    }
  }

  /// "depth 3" for a tower that halves down to the predictive factors, otherwise its layers.
  private static func tower(of configuration: RunConfiguration) -> String {
    guard case .integers(let layers) = configuration.values[.layers],
      case .integer(let factors) = configuration.values[.factors], layers.count <= 32
    else { return "layers \(configuration.values[.layers]?.description ?? "")" }
    let depth = layers.count - 1
    let isHalving = layers.enumerated().allSatisfy { index, width in
      width == factors.multipliedReportingOverflow(by: 1 << (depth - index)).partialValue
    }
    return isHalving ? "depth \(depth)" : "layers \(layers.map(String.init).joined(separator: ","))"
  }

  /// Whether a setting is what follows from the others where nothing is said of it: as many epochs of pre-training as
  /// epochs, and SGD to go on from trained parts.
  private static func follows(_ key: String, _ configuration: RunConfiguration) -> Bool {
    let values = configuration.values
    switch key {
    case Hyperparameter.pretrainingEpochs.key: return values.values[key] == values[.epochs]
    case Hyperparameter.learner.key where usualWords(for: key, of: configuration.method) == nil:
      return values.values[key] == .text(values[.pretraining] == .flag(true) ? "sgd" : "adam")
    default: return false
    }
  }

  private static func selection(_ selection: RunConfiguration.Selection) -> Facet {
    let words =
      switch selection {
      case .test, .validation: "best on \(selection.rawValue)"
      case .last: "last epoch"
      }
    return Facet(key: "selection", words: words, isUsual: selection == .test)
  }
}

extension RunConfiguration {
  /// Everything that a configuration says, by key.
  fileprivate var allTexts: [String: String] {
    var texts = values.values.mapValues(\.description)
    texts["dataset"] = dataset
    texts["model"] = method
    texts["selection"] = selection.rawValue
    for setting in evaluation.texts { texts[setting.key] = setting.value }
    return texts
  }
}
