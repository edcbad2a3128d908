import NCFDiagnostics
import NCFModels

/// What the command line changes about specs: `--set`, `--seeds` and `--scale`.
public struct SpecOverrides: Sendable {
  public enum Scale: String, Hashable, Sendable, CaseIterable {
    /// The runs as the spec describes them.
    case full
    /// Small runs that only show that everything works: the spec's `smoke` settings replace the others.
    case smoke
  }

  public static let none = SpecOverrides(scale: .full, seedCount: 1, settings: SettingLayer())
  public static let seedCountRange = 1...1_000

  public let scale: Scale
  /// How many times each run that has a seed is repeated: with its seed s, s + 1, … s + seedCount − 1.
  public let seedCount: Int
  let settings: SettingLayer

  /// - Parameters:
  ///   - settings: Texts "key=value". The value replaces what specs set or sweep; it is JSON or plain text, and
  ///     for a hyperparameter that is a list also numbers with commas between them.
  ///   - seedCount: From `seedCountRange`.
  /// - Throws: `InputError` if a setting is malformed, unknown, given twice or out of range.
  public init(
    settings: [String] = [], seedCount: Int = 1, scale: Scale = .full,
    methods: [any Method] = MethodRegistry.all
  ) throws {
    guard Self.seedCountRange.contains(seedCount) else {
      throw InputError(
        .badContent, place: "--seeds",
        problem: "expected a whole number from 1 to \(Self.seedCountRange.upperBound), found \(seedCount)")
    }
    let vocabulary = SettingVocabulary(methods)
    var layer = SettingLayer()
    for setting in settings {
      let assignment = try Self.parse(setting, vocabulary)
      guard layer[assignment.key] == nil else {
        throw InputError(
          .badContent, place: "--set", problem: "\"\(assignment.key)\" is set twice",
          remedy: "keep one of the two")
      }
      layer = layer.overlaid(by: SettingLayer([assignment]))
    }
    self.settings = layer
    self.seedCount = seedCount
    self.scale = scale
  }

  /// Refuses a setting that none of the specs' methods knows.
  func requireUse(in specs: [ExperimentSpec]) throws {
    for assignment in settings.assignments where !specs.contains(where: { $0.uses(assignment.key) }) {
      throw InputError(
        .badContent, place: assignment.place,
        problem: "no method of \(specs.map(\.name).joined(separator: ", ")) has \"\(assignment.key)\"",
        remedy: "leave it out")
    }
  }

  /// The same without settings that no method of a spec knows: where several specs are looked at one by one, a setting
  /// concerns those that have it.
  public func concerning(_ spec: ExperimentSpec) -> SpecOverrides {
    SpecOverrides(
      scale: scale, seedCount: seedCount,
      settings: SettingLayer(settings.assignments.filter { spec.uses($0.key) }))
  }

  private init(scale: Scale, seedCount: Int, settings: SettingLayer) {
    (self.scale, self.seedCount, self.settings) = (scale, seedCount, settings)
  }

  private static func parse(
    _ text: String, _ vocabulary: SettingVocabulary
  ) throws
    -> SettingLayer.Assignment
  {
    let place = "--set \(text)"
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw InputError(
        .badContent, place: "--set", problem: "expected key=value, found \"\(text)\"",
        remedy: "for example --set epochs=2")
    }
    let name = String(parts[0])
    guard let key = vocabulary[name] else {
      throw InputError(
        .badContent, place: place, problem: "there is no setting \"\(name)\"",
        remedy: vocabulary.remedy(forKey: name))
    }
    let value = value(String(parts[1]), for: key)
    guard let accepted = key.accept(value) else {
      throw InputError(
        .badContent, place: place, problem: "expected \(key.expectation), found \(parts[1])",
        remedy: key.remedy(for: value))
    }
    return .init(key: key.name, options: [.init(value: accepted, place: place)], place: place)
  }

  private static func value(_ text: String, for key: SettingKey) -> ParameterValue {
    let isQuoted = text.hasPrefix("\"")
    if !key.takesText || isQuoted, let root = try? JSONDocument(text: text).root,
      let value = ParameterValue(root)
    {
      return value
    }
    if key.takesList, let root = try? JSONDocument(text: "[\(text)]").root,
      let value = ParameterValue(root)
    {
      return value
    }
    return .text(text)
  }
}
