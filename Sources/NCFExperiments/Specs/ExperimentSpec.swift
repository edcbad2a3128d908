import NCFDiagnostics
import NCFModels

/// A declarative experiment: which settings are fixed, which are swept, and so which runs there are.
///
///     {
///       "name": "neg_ratio",
///       "settings": { "dataset": "ml-1m", "factors": 16 },
///       "sweep": { "method": ["gmf", "mlp"], "negatives": [1, 2, 3] }
///     }
///
/// Each of `groups` is a set of runs of its own: the settings and sweeps on top, overlaid by the group's. A key
/// that a group sets is not swept in it, and the other way round. Under `--scale smoke`, the settings of `smoke`
/// replace whatever is set or swept. A hyperparameter that only some of a group's methods know is left out for
/// the others. With a `search`, the ranges that apply to
/// a group give each of its combinations as many trials as the budget has, and the best of them, by validation data, is
/// trained again on all training data (`refit`).
public struct ExperimentSpec: Sendable {
  /// Lower-case letters, digits, `_` and `-`; the results' files are named after it.
  public let name: String
  public let title: String?
  public let description: String?
  /// The file that it was read from, as the user named it.
  public let file: String?
  /// The text of the file.
  public let source: String

  /// Whether each run also ranks the held-out items among all unseen items, and measures the lists of the best.
  public let wantsFullRanking: Bool
  private let search: HyperparameterSearch?
  private let refit: Refit?

  /// At least one; each says dataset and method.
  let groups: [SettingLayer]
  let smoke: SettingLayer
  let methods: [any Method]

  /// Reads and checks a spec.
  /// - Parameter methods: The methods that the spec may name.
  /// - Throws: `InputError` with the path of the place inside the file ("sweep.negatives[2]").
  public static func read(file: String, methods: [any Method] = MethodRegistry.all) throws -> ExperimentSpec {
    try ExperimentSpec(source: JSONDocument.text(of: file), file: file, methods: methods)
  }

  /// Reads a spec from text.
  /// - Throws: `InputError`, as `read` does.
  public init(source: String, file: String? = nil, methods: [any Method] = MethodRegistry.all) throws {
    let decoder = SpecDecoder(file: file, methods: methods)
    let content = try decoder.decode(JSONDocument(text: source, file: file).root)
    (name, title, description) = (content.name, content.title, content.description)
    (groups, smoke) = (content.groups, content.smoke)
    (search, refit, wantsFullRanking) = (content.search, content.refit, content.wantsFullRanking)
    (self.file, self.source, self.methods) = (file, source, methods)
  }

  /// The search over hyperparameters at a scale, or nil.
  public func search(at scale: SpecOverrides.Scale) -> HyperparameterSearch? {
    scale == .smoke ? search?.forSmoke : search
  }

  /// The methods that its runs train.
  public var methodNames: Set<String> {
    Set(groups.flatMap { $0[SettingKey.methodName]?.options.map(\.value.description) ?? [] })
  }

  /// How the choice of validation is trained again on all training data, or nil. A search is followed by it unless the
  /// spec says otherwise.
  public func refit(at scale: SpecOverrides.Scale) -> Refit? {
    scale == .smoke ? refit.map { _ in Refit() } : refit
  }

  /// Whether some method of the spec knows the key, so that setting it makes a difference.
  func uses(_ key: String) -> Bool {
    if SettingKey.ofEveryRun.contains(key) { return true }
    return groups.contains { $0.declares(key, methods) }
  }
}

extension SettingLayer {
  /// Whether one of the layer's methods has a hyperparameter of that key.
  func declares(_ key: String, _ methods: [any Method]) -> Bool {
    let names = self[SettingKey.methodName]?.options.map(\.value.description) ?? []
    return methods.contains { names.contains($0.name) && $0.parameters.contains { $0.key == key } }
  }
}
