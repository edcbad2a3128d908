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
