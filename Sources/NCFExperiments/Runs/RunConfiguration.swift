import NCFDiagnostics
import NCFModels

/// Everything that decides a run's numbers, apart from the data set's content and the engine.
public struct RunConfiguration: Hashable, Sendable {
  /// How the best epoch is chosen, and so which figures a report calls best.
  public enum Selection: String, Hashable, Sendable, Codable, CaseIterable {
    /// On the test task itself, as the authors' published code does.
    case test
    /// On one held-out training interaction per user, as the paper describes; the test task is read once.
    case validation
    /// Not at all: the last epoch's figures count, whether they are the best or not.
    case last
  }

  /// The data set's name, such as "ml-1m".
  public let dataset: String
  /// The method's name, such as "neumf".
  public let method: String
  /// Complete, normalised values of exactly the hyperparameters that the method declares.
  public let values: Hyperparameters
  public let selection: Selection
  /// How the run is measured, as far as it is not the paper's way.
  public let evaluation: EvaluationProtocol

  public init(
    dataset: String, method: String, values: Hyperparameters, selection: Selection = .test,
    evaluation: EvaluationProtocol = .standard
  ) {
    self.dataset = dataset
    self.method = method
    self.values = values
    self.selection = selection
    self.evaluation = evaluation
  }
}

extension RunConfiguration {
  /// Nil for a method without epochs.
  var epochs: Int? { integer(.epochs) }
  /// Nil for a method that leaves nothing to chance.
  var seed: Int? { integer(.seed) }

  private func integer(_ parameter: Hyperparameter) -> Int? {
    guard case .integer(let number) = values[parameter] else { return nil }
    return number
  }

  /// The same run with other values of some settings.
  /// - Parameter method: The configuration's.
  /// - Throws: `InputError` if a value is out of range, or does not go with the others.
  func with(_ changes: [Hyperparameter: ParameterValue], of method: any Method) throws -> RunConfiguration {
    var changed = values
    for (parameter, value) in changes { changed[parameter] = value }
    do {
      return RunConfiguration(
        dataset: dataset, method: self.method, values: try method.complete(changed.values),
        selection: selection,
        evaluation: evaluation)
    } catch let conflict as ConfigurationConflict {
      throw InputError(.badContent, place: conflict.key, problem: conflict.problem)
    }
  }

  /// The runs that this one starts from: the same protocol, on the same data.
  /// - Parameter method: The configuration's.
  /// - Throws: `InputError` if the values are not complete.
  func prerequisites(
    by method: any Method
  ) throws -> [(prerequisite: Prerequisite, configuration: RunConfiguration)] {
    try method.prerequisites(of: values).map { prerequisite in
      (
        prerequisite,
        RunConfiguration(
          dataset: dataset, method: prerequisite.method, values: prerequisite.values, selection: selection,
          evaluation: evaluation)
      )
    }
  }
}

extension RunConfiguration {
  /// The configuration as JSON in one fixed form: equal configurations, and only they, have equal texts.
  ///
  /// Keys are sorted, there are no spaces, real numbers have the shortest form that reads back the same and
  /// always a fraction or an exponent (`1.0`), whole numbers never have one. The paper's protocol is left out.
  /// `init(canonicalJSON:)` reads it.
  public var canonicalJSON: String {
    let deviations = evaluation.deviations
    return JSONValue.object(
      [.init("dataset", .text(dataset)), .init("method", .text(method))]
        + (deviations.isEmpty
          ? [] : [.init("protocol", .object(deviations.map { .init($0.key, .text($0.value)) }))]) + [
          .init("selection", .text(selection.rawValue)),
          .init(
            "values",
            .object(
              values.values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { .init($0.key, JSONValue($0.value)) })),
        ]
    ).compactText
  }

  /// - Throws: `InputError` if the text is not what `canonicalJSON` writes.
  public init(canonicalJSON: String) throws {
    let root = try JSONDocument(text: canonicalJSON).root
    guard case .text(let dataset) = root["dataset"], case .text(let method) = root["method"],
      case .text(let name) = root["selection"], let selection = Selection(rawValue: name),
      case .object(let members) = root["values"], let evaluation = Self.evaluation(root["protocol"])
    else { throw Self.malformed(canonicalJSON) }
    var values: [String: ParameterValue] = [:]
    for member in members {
      guard let value = ParameterValue(canonical: member.value) else { throw Self.malformed(canonicalJSON) }
      values[member.key] = value
    }
    self.init(
      dataset: dataset, method: method, values: Hyperparameters(values), selection: selection,
      evaluation: evaluation)
  }

  /// Nil if it is no protocol that `canonicalJSON` writes.
  private static func evaluation(_ value: JSONValue?) -> EvaluationProtocol? {
    guard let value else { return .standard }
    guard case .object(let members) = value else { return nil }
    var texts: [String: String] = [:]
    for member in members {
      guard case .text(let text) = member.value else { return nil }
      texts[member.key] = text
    }
    return EvaluationProtocol(texts)
  }

  private static func malformed(_ text: String) -> InputError {
    InputError(
      .badContent, problem: "expected the configuration of a run in JSON, found \(text.prefix(80))")
  }
}

extension JSONValue {
  /// The value with the difference between whole and real numbers kept in their spelling.
  fileprivate init(_ value: ParameterValue) {
    switch value {
    case .integer(let number): self = .number("\(number)")
    case .number(let number): self = Self.real(number)
    case .flag(let flag): self = .flag(flag)
    case .text(let text): self = .text(text)
    case .integers(let numbers): self = .list(numbers.map { .number("\($0)") })
    case .numbers(let numbers): self = .list(numbers.map(Self.real))
    }
  }

  private static func real(_ number: Double) -> JSONValue {
    // −0 equals 0, so it is written as 0.
    .number(number == 0 ? "0.0" : "\(number)")
  }
}

extension ParameterValue {
  fileprivate init?(canonical value: JSONValue) {
    switch value {
    case .flag(let flag): self = .flag(flag)
    case .text(let text): self = .text(text)
    case .number(let literal):
      if let number = Int(literal) {
        self = .integer(number)
      } else if let number = Double(literal) {
        self = .number(number)
      } else {
        return nil
      }
    case .list(let values):
      let literals = values.compactMap { if case .number(let literal) = $0 { literal } else { nil } }
      guard literals.count == values.count else { return nil }
      let integers = literals.compactMap { Int($0) }
      self = integers.count == values.count ? .integers(integers) : .numbers(literals.compactMap(Double.init))
    case .null, .object: return nil
    }
  }
}

extension RunConfiguration {
  /// The configuration with each value in its hyperparameter's own type, as specs give it.
  ///
  /// A stored configuration may be of another release, or have been edited.
  ///
  /// - Throws: `InputError` if there is no such method, or the values are not all of its hyperparameters, in range.
  func checked(by methods: [any Method]) throws -> RunConfiguration {
    func refusal(_ problem: String) -> InputError {
      InputError(
        .badContent, problem: "a stored run of \"\(method)\" cannot be repeated: \(problem)",
        remedy: "repeat it with the release that made it")
    }
    guard let method = methods.first(where: { $0.name == method }) else {
      throw refusal("there is no such method")
    }
    guard SettingKey.dataset.accept(.text(dataset)) != nil else {
      throw refusal("its data set has no valid name")
    }
    let parameters = method.parameters
    for (key, value) in values.values {
      guard parameters.first(where: { $0.key == key })?.accept(value) != nil else {
        throw refusal("\(key) is \(value)")
      }
    }
    // Normal form leaves out what follows from the rest: completed, it has to come out again.
    guard let normal = try? method.complete(values.values) else {
      throw refusal("its values contradict each other")
    }
    guard (try? evaluation.check(with: selection)) != nil else {
      throw refusal("its protocol contradicts itself")
    }
    let checked = RunConfiguration(
      dataset: dataset, method: method.name, values: normal, selection: selection, evaluation: evaluation)
    guard checked.canonicalJSON == canonicalJSON else { throw refusal("its values are not complete") }
    return checked
  }
}
