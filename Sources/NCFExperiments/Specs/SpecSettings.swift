import NCFDiagnostics
import NCFModels

/// The settings of specs, for other files that speak of runs by them: the same keys, values and checks.
public enum SpecSettings {
  /// What is wrong with a setting.
  public struct Flaw: Error, Hashable, Sendable {
    /// What was found, what was expected, and the nearest thing that there is.
    public let problem: String
  }

  /// A setting with its key as specs have it now and its value in the key's own type.
  ///
  /// - Parameter key: Hyperparameters of any method, `dataset`, `method`, `selection` and the protocol's.
  /// - Throws: `Flaw` if there is no such setting, or it takes no such value.
  public static func canonical(
    _ key: String, _ value: ParameterValue
  ) throws(Flaw) -> (key: String, value: ParameterValue) {
    guard let setting = vocabulary[key] else {
      throw Flaw(problem: "there is no setting \"\(key)\"; \(vocabulary.remedy(forKey: key))")
    }
    guard let accepted = setting.accept(value) else {
      let remedy = setting.remedy(for: value).map { "; \($0)" } ?? ""
      throw Flaw(problem: "expected \(setting.expectation), found \(value)\(remedy)")
    }
    return (setting.name, accepted)
  }

  /// Every key, in the order of listings.
  public static var keys: [String] { vocabulary.keys.map(\.name) }

  /// Whether a key is a hyperparameter of methods, and not one that every run has.
  public static func isHyperparameter(_ key: String) -> Bool { vocabulary[key]?.isHyperparameter ?? false }

  private static let vocabulary = SettingVocabulary(MethodRegistry.all)
}
