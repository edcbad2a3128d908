import NCFData
import NCFDiagnostics

/// The settings of one run by their keys, complete and in normal form, whatever its method: what configurations,
/// reports and searches work with. A method's own code works with its `Settings`.
public struct Hyperparameters: Hashable, Sendable {
  /// Values by key, each in its hyperparameter's own type.
  public private(set) var values: [String: ParameterValue]

  /// - Parameter values: Accepted values (see `Hyperparameter.accept`); the caller has checked them.
  public init(_ values: [String: ParameterValue]) { self.values = values }

  public subscript(_ parameter: Hyperparameter) -> ParameterValue? {
    get { values[parameter.key] }
    set { values[parameter.key] = newValue }
  }
}

/// The door between settings by key and a method's own: everything behind it is typed.
extension Method {
  /// The hyperparameters that the method reads, in the order in which they are listed, with its own defaults.
  public var parameters: [Hyperparameter] { settings.map { $0.declared(among: defaults) } }

  /// The configuration that some given values come to: defaults filled in, in normal form, so that equal runs have
  /// equal configurations.
  /// - Throws: `ConfigurationConflict` if a key is not the method's, a value is out of range, or values contradict each
  ///   other.
  public func complete(_ given: [String: ParameterValue]) throws -> Hyperparameters {
    encode(try decode(given))
  }

  /// The settings of a complete configuration.
  /// - Throws: `InputError` if it lacks a setting, or has one that is not the method's or not in normal form.
  public func settings(of complete: Hyperparameters) throws -> Settings {
    do {
      let decoded = try decode(complete.values)
      let expected = encode(decoded)
      guard expected != complete else { return decoded }
      let keys = Set(expected.values.keys).union(complete.values.keys).sorted()
      let key = keys.first { expected.values[$0] != complete.values[$0] } ?? ""
      throw InputError(
        .badContent, place: key,
        problem: complete.values[key] == nil
          ? "the settings of \(name) lack \"\(key)\""
          : "the settings of \(name) are not in normal form: \(key) is \(complete.values[key]?.description ?? "")",
        remedy: "complete them from the declarations of the method")
    } catch let conflict as ConfigurationConflict {
      throw InputError(.badContent, place: conflict.key, problem: conflict.problem)
    }
  }

  /// The values of settings by their keys, as configurations say them.
  public func encode(_ value: Settings) -> Hyperparameters {
    var values: [String: ParameterValue] = [:]
    for setting in settings { values[setting.key] = setting.spoken(value, among: defaults) }
    return Hyperparameters(values)
  }

  private func decode(_ given: [String: ParameterValue]) throws -> Settings {
    var value = defaults
    for (key, parameter) in given.sorted(by: { $0.key < $1.key }) {
      guard let setting = settings.first(where: { $0.key == key }) else {
        throw ConfigurationConflict(key: key, problem: "\(name) has no setting \"\(key)\"")
      }
      try setting.set(parameter, in: &value)
    }
    try complete(&value, GivenSettings(keys: Set(given.keys)))
    return value
  }
}

/// The same questions for settings by their keys, for callers that know methods by name only.
extension Method {
  public func prerequisites(of values: Hyperparameters) throws -> [Prerequisite] {
    prerequisites(of: try settings(of: values))
  }

  public func relativeCost(of values: Hyperparameters) throws -> Double {
    relativeCost(of: try settings(of: values))
  }

  public func memory(of values: Hyperparameters, on training: InteractionMatrix) throws -> Int {
    memory(of: try settings(of: values), on: training)
  }

  public func threadCount(of values: Hyperparameters) throws -> Int {
    threadCount(of: try settings(of: values))
  }

  /// - Throws: `InputError`, also if a setting is missing; and what the method throws.
  public func makeTrainer(_ values: Hyperparameters, on data: TrainingData) throws -> any Trainer {
    try makeTrainer(settings(of: values), on: data)
  }
}

/// The value of a hyperparameter, as written in a spec.
public enum ParameterValue: Hashable, Sendable {
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case text(String)
  case integers([Int])
  case numbers([Double])
}

extension ParameterValue: Codable {
  /// Decodes plain JSON. A number without a fraction becomes `.integer`; `Hyperparameter.accept` widens it where
  /// the hyperparameter takes real numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .flag(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([Int].self) {
      self = .integers(value)
    } else if let value = try? container.decode([Double].self) {
      self = .numbers(value)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .flag(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .integers(let value): try container.encode(value)
    case .numbers(let value): try container.encode(value)
    }
  }
}

extension ParameterValue: CustomStringConvertible {
  /// The value as a table or a plan prints it: `8`, `0.001`, `adam`, `64,32,16,8`.
  public var description: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .flag(let value): "\(value)"
    case .text(let value): value
    case .integers(let value): value.map { "\($0)" }.joined(separator: ",")
    case .numbers(let value): value.map { "\($0)" }.joined(separator: ",")
    }
  }
}
