import NCFDiagnostics
import NCFModels

extension ExperimentSpec {
  /// The most runs that one spec may describe.
  public static let greatestRunCount = 100_000

  /// The runs of the experiment, in the order of the file: the last key of a sweep changes fastest. A run that
  /// is described twice is there once.
  /// - Throws: `InputError` if settings contradict each other, with the place of the one at fault.
  public func expand(_ overrides: SpecOverrides = .none) throws -> [RunConfiguration] {
    var configurations: [RunConfiguration] = []
    var known: Set<RunConfiguration> = []
    for group in groups {
      let scaled = overrides.scale == .smoke ? group.overlaid(by: smoke) : group
      let layer = scaled.overlaid(by: overrides.settings)
      let search = search(at: overrides.scale)
      if search != nil { try requireValidation(layer) }
      let limit = Self.greatestRunCount / overrides.seedCount / (search?.budget ?? 1)
      guard !layer.hasMoreCombinations(than: limit) else {
        throw InputError(
          .badContent, file: file, place: "sweep",
          problem: "the sweeps make more than \(Self.greatestRunCount) runs", remedy: "sweep fewer values")
      }
      for combination in layer.combinations.flatMap({ trials(of: search, $0, layer) }) {
        for repetition in 0..<overrides.seedCount {
          // A run without a seed is the same in every repetition.
          let configuration = try configuration(combination, repetition: repetition)
          if known.insert(configuration).inserted { configurations.append(configuration) }
        }
      }
    }
    return configurations
  }

  /// One choice of options, completed by each trial of the search.
  private func trials(
    of search: HyperparameterSearch?, _ chosen: [String: SettingLayer.Option], _ layer: SettingLayer
  ) -> [[String: SettingLayer.Option]] {
    guard let search, let method = method(of: chosen) else { return [chosen] }
    let ranged = layer.assignments.filter { $0.range != nil }
    let sampler = TrialSampler(
      search: search, method: method.name,
      ranges: ranged.compactMap { assignment in
        method.parameters.first { $0.key == assignment.key }.flatMap { parameter in
          assignment.range.map { (parameter, $0) }
        }
      })
    return sampler.trials.map { trial in
      chosen.merging(
        ranged.compactMap { assignment in
          trial[assignment.key].map { (assignment.key, .init(value: $0, place: assignment.place)) }
        }
      ) { $1 }
    }
  }

  /// A search that chose on the test task would report its luck.
  private func requireValidation(_ layer: SettingLayer) throws {
    let selections = layer["selection"]?.options ?? []
    let validation = RunConfiguration.Selection.validation.rawValue
    if let other = selections.first(where: { $0.value != .text(validation) }) {
      throw InputError(
        .badContent, file: file, place: other.place,
        problem: "a search chooses on validation data, found the selection \"\(other.value)\"",
        remedy: "use \"selection\": \"\(validation)\", or remove the search")
    }
    guard !selections.isEmpty else {
      throw InputError(
        .badContent, file: file, place: "search", problem: "a search chooses on validation data",
        remedy: "add \"selection\": \"\(validation)\" to settings")
    }
  }

  private func method(of chosen: [String: SettingLayer.Option]) -> (any Method)? {
    methods.first { $0.name == chosen[SettingKey.methodName]?.value.description }
  }

  /// The run that one choice of options describes.
  private func configuration(
    _ chosen: [String: SettingLayer.Option], repetition: Int
  ) throws
    -> RunConfiguration
  {
    guard let dataset = chosen["dataset"], let method = method(of: chosen) else {
      preconditionFailure("the decoder lets no group through without dataset and method")
    }

    var given: [String: ParameterValue] = [:]
    for parameter in method.parameters {
      if let option = chosen[parameter.key] {
        given[parameter.key] = try accept(option.value, for: parameter, at: option.place)
      }
      if parameter.key == Hyperparameter.seed.key,
        case .integer(let seed) = given[parameter.key] ?? parameter.defaultValue
      {
        given[parameter.key] = try accept(
          .integer(seed + repetition), for: parameter, at: chosen[parameter.key]?.place)
      }
    }
    let protocolTexts = SettingKey.evaluation.compactMap { key in
      chosen[key.name].map { (key.name, $0.value.description) }
    }
    do {
      let selection = try RunConfiguration.Selection(setting: chosen["selection"]?.value)
      let evaluation = try EvaluationProtocol(settings: Dictionary(uniqueKeysWithValues: protocolTexts))
      try evaluation.check(with: selection)
      return RunConfiguration(
        dataset: dataset.value.description, method: method.name,
        values: try method.complete(given), selection: selection,
        evaluation: evaluation)
    } catch let conflict as ConfigurationConflict {
      throw InputError(
        .badContent, file: file, place: chosen[conflict.key]?.place ?? conflict.key, problem: conflict.problem
      )
    }
  }

  /// The decoder has checked the value against the first method that knows the key; another may allow less.
  private func accept(
    _ value: ParameterValue, for parameter: Hyperparameter, at place: String?
  ) throws
    -> ParameterValue
  {
    if let accepted = parameter.accept(value) { return accepted }
    throw InputError(
      .badContent, file: file, place: place ?? parameter.key,
      problem: "expected \(parameter.expectation), found \(value)")
  }
}

extension RunConfiguration.Selection {
  /// - Parameter value: What a spec says; nil for the authors' way.
  fileprivate init(setting value: ParameterValue?) throws {
    guard let selection = value.map({ Self(rawValue: $0.description) }) ?? .test else {
      throw ConfigurationConflict(
        key: "selection",
        problem: "selection \(value.map { "\($0)" } ?? "") describes no way to choose an epoch")
    }
    self = selection
  }
}

extension EvaluationProtocol {
  /// The protocol that settings of a spec describe; what they leave out is the paper's.
  /// - Throws: `ConfigurationConflict` at the first setting, by key, that is none of a protocol's or has none of its
  ///   values: it never falls back on the paper's protocol.
  public init(settings: [String: String]) throws {
    guard let read = EvaluationProtocol(settings) else {
      let wrong = settings.sorted { $0.key < $1.key }.first { EvaluationProtocol([$0.key: $0.value]) == nil }
      throw ConfigurationConflict(
        key: wrong?.key ?? "protocol",
        problem: "\(wrong.map { "\($0.key) \($0.value)" } ?? "this") describes no way to measure a run")
    }
    self = read
  }
}
