import NCFDiagnostics
import NCFModels

extension ExperimentSpec {
  /// The most runs that one spec may describe.
  public static let greatestRunCount = 100_000

  /// The runs of the experiment that can be named before any of them is trained, in the order of the file: the last key
  /// of a sweep changes fastest. A run that is described twice is there once. What follows from these is planned when
  /// they have ended (`SearchCell.outcome`).
  /// - Throws: `InputError` if settings contradict each other, with the place of the one at fault.
  public func expand(_ overrides: SpecOverrides = .none) throws -> [RunConfiguration] {
    let expansion = try expansion(overrides)
    return try expansion.firstRuns(expansion.cells.map { try $0.outcome { _ in nil } })
  }

  /// What the experiment compares, with the trials of its search, in the order of the file.
  /// - Throws: `InputError`, as `expand` does.
  public func cells(_ overrides: SpecOverrides = .none) throws -> [SearchCell] {
    try expansion(overrides).cells
  }

  /// What a spec comes to: its runs, sorted into cells.
  struct Expansion {
    fileprivate(set) var cells: [SearchCell] = []
    /// Where each described run belongs, in the order of the file: a cell's index, and the number of a trial.
    fileprivate var order: [(cell: Int, trial: Int, run: RunConfiguration)] = []

    /// The runs of the first rung, each once.
    /// - Parameter outcomes: Of the cells: a budget in seconds has room for some of the trials only.
    func firstRuns(_ outcomes: [SearchOutcome]) throws -> [RunConfiguration] {
      let admitted = zip(cells, outcomes).map { cell, outcome in
        Set((outcome.rungs.first?.trials ?? []).map { cell.trials[$0].number })
      }
      var known: Set<RunConfiguration> = []
      return try order.filter { admitted[$0.cell].contains($0.trial) }
        .map { try cells[$0.cell].run($0.run, atRung: cells[$0.cell].rungs[0]) }
        .filter { known.insert($0).inserted }
    }
  }

  /// The cells of the experiment, and its runs in their order.
  /// - Throws: `InputError` if settings contradict each other, with the place of the one at fault.
  func expansion(_ overrides: SpecOverrides) throws -> Expansion {
    let (search, refit) = (search(at: overrides.scale), refit(at: overrides.scale))
    var expansion = Expansion()
    for group in groups {
      let scaled = overrides.scale == .smoke ? group.overlaid(by: smoke) : group
      let layer = scaled.overlaid(by: overrides.settings)
      if search != nil || refit != nil { try requireValidation(layer, search == nil ? "refit" : "search") }
      if search?.halving != nil { try refuseSearchedEpochs(layer) }
      guard !layer.hasMoreCombinations(than: Self.greatestRunCount / overrides.seedCount) else {
        throw tooManyRuns
      }
      // Of this group, by what is chosen apart from the seed.
      var places: [[String: ParameterValue]: Int] = [:]
      for chosen in layer.combinations {
        guard let method = method(of: chosen) else { continue }
        var fixed = chosen.mapValues(\.value)
        fixed[Hyperparameter.seed.key] = nil
        let trials = try trials(of: search, chosen, layer, method)
        let place = places[fixed] ?? expansion.cells.count
        if places[fixed] == nil {
          places[fixed] = place
          expansion.cells.append(
            SearchCell(
              dataset: chosen["dataset"]?.value.description ?? "", method: method, search: search,
              refit: refit,
              trials: trials.enumerated().map { .init(number: $0, values: $1.mapValues(\.value), runs: []) },
              searched: searched(in: layer, by: method)))
        }
        for (number, trial) in trials.enumerated() {
          for repetition in 0..<overrides.seedCount {
            let run = try configuration(chosen.merging(trial) { $1 }, repetition: repetition)
            expansion.order.append((place, number, run))
            // A run without a seed is the same in every repetition.
            if !expansion.cells[place].trials[number].runs.contains(run) {
              expansion.cells[place].trials[number].runs.append(run)
            }
          }
          guard expansion.order.count <= Self.greatestRunCount else { throw tooManyRuns }
        }
      }
    }
    return expansion.withoutRepetitions
  }

  private var tooManyRuns: InputError {
    InputError(
      .badContent, file: file, place: "sweep",
      problem: "the sweeps make more than \(Self.greatestRunCount) runs", remedy: "sweep fewer values")
  }

  /// What a search varies of a method's settings.
  private func searched(in layer: SettingLayer, by method: any Method) -> [SearchedParameter] {
    layer.assignments.compactMap { assignment in
      guard let range = assignment.range else { return nil }
      return method.parameters.first { $0.key == assignment.key }
        .map { SearchedParameter(parameter: $0, range: range) }
    }
  }

  /// What each trial of the search adds to one choice of options; nothing without a search.
  private func trials(
    of search: HyperparameterSearch?, _ chosen: [String: SettingLayer.Option], _ layer: SettingLayer,
    _ method: any Method
  ) throws -> [[String: SettingLayer.Option]] {
    guard let search else { return [[:]] }
    let sampler = TrialSampler(search: search, method: method.name, ranges: searched(in: layer, by: method))
    if search.sampling == .sobol, sampler.ranges.count > SobolSequence.greatestDimension {
      throw InputError(
        .badContent, file: file, place: "search.sampling",
        problem: "\(method.name) has \(sampler.ranges.count) ranges, and Sobol' directions are known for "
          + "\(SobolSequence.greatestDimension)", remedy: "use \"sampling\": \"random\"")
    }
    let largest = HyperparameterSearch.budgetRange.upperBound
    if search.sampling == .grid, sampler.gridSize(upTo: largest) > largest {
      throw InputError(
        .badContent, file: file, place: "search.ranges",
        problem: "the grid of \(method.name) has more than \(largest) points", remedy: "list fewer values")
    }
    return sampler.trials.map { trial in
      Dictionary(
        uniqueKeysWithValues: trial.map { key, value in
          (key, SettingLayer.Option(value: value, place: layer[key]?.place ?? "search.ranges.\(key)"))
        })
    }
  }

  /// Rungs are numbers of epochs, so the search cannot draw them as well.
  private func refuseSearchedEpochs(_ layer: SettingLayer) throws {
    guard let epochs = layer[Hyperparameter.epochs.key], epochs.range != nil else { return }
    throw InputError(
      .badContent, file: file, place: epochs.place,
      problem: "halving decides on the epochs, so they cannot be searched",
      remedy: "set the epochs of the last rung in settings")
  }

  /// A search that chose on the test task would report its luck.
  /// - Parameter key: What chooses: "search" or "refit".
  private func requireValidation(_ layer: SettingLayer, _ key: String) throws {
    let selections = layer["selection"]?.options ?? []
    let validation = RunConfiguration.Selection.validation.rawValue
    if let other = selections.first(where: { $0.value != .text(validation) }) {
      throw InputError(
        .badContent, file: file, place: other.place,
        problem: "a \(key) chooses on validation data, found the selection \"\(other.value)\"",
        remedy: "use \"selection\": \"\(validation)\", or remove the \(key)")
    }
    guard !selections.isEmpty else {
      throw InputError(
        .badContent, file: file, place: key, problem: "a \(key) chooses on validation data",
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

extension ExperimentSpec.Expansion {
  /// Without the trials and cells that come to the same runs as others before them.
  fileprivate var withoutRepetitions: Self {
    var places: [Int?] = []
    var result = Self()
    var known: Set<[[RunConfiguration]]> = []
    for var cell in cells {
      var runs: Set<[RunConfiguration]> = []
      cell.trials.removeAll { !runs.insert($0.runs).inserted }
      let isNew = known.insert(cell.trials.map(\.runs)).inserted
      places.append(isNew ? result.cells.count : nil)
      if isNew { result.cells.append(cell) }
    }
    result.order = order.compactMap { entry in places[entry.cell].map { ($0, entry.trial, entry.run) } }
    return result
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
