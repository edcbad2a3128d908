import NCFExperiments
import NCFModels

/// What a user asked for when a sweep was submitted: enough to make the same plan again on another machine, also after
/// the specs' files have changed.
public struct SweepRequest: Hashable, Sendable, Codable {
  public struct Spec: Hashable, Sendable, Codable {
    public let file: String
    public let source: String
  }

  public let specs: [Spec]
  /// Texts "key=value", as `--set` takes them.
  public let settings: [String]
  public let seeds: Int
  public let scale: String
  /// Runs that results have decided on, which tasks do not know, in their canonical form; nil if there are none.
  public let decided: [String]?

  /// - Parameter decided: Runs that the specs alone do not name, such as refits.
  public init(
    specs: [ExperimentSpec], settings: [String], seeds: Int, scale: SpecOverrides.Scale,
    decided: [RunConfiguration] = []
  ) {
    self.specs = specs.map { Spec(file: $0.file ?? $0.name, source: $0.source) }
    self.settings = settings
    self.seeds = seeds
    self.scale = scale.rawValue
    self.decided = decided.isEmpty ? nil : decided.map(\.canonicalJSON)
  }

  /// - Throws: `InputError`, as `Plan.init` does.
  public func plan(datasets: DatasetLibrary, methods: [any Method] = MethodRegistry.all) throws -> Plan {
    try Plan(
      specs: specs.map { try ExperimentSpec(source: $0.source, file: $0.file, methods: methods) },
      overrides: SpecOverrides(
        settings: settings, seedCount: seeds, scale: SpecOverrides.Scale(rawValue: scale) ?? .full,
        methods: methods),
      datasets: datasets, methods: methods,
      decided: (decided ?? []).map { try RunConfiguration(canonicalJSON: $0) })
  }
}
