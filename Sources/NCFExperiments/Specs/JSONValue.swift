import Foundation
import NCFModels

/// A value of a JSON document, with the order of the keys and the spelling of the numbers as they were written.
public enum JSONValue: Hashable, Sendable {
  case null
  case flag(Bool)
  /// The number's own text, such as `1`, `1.0` or `1e-3`.
  case number(String)
  case text(String)
  case list([JSONValue])
  /// Members in their order; no key stands twice.
  case object([Member])

  public struct Member: Hashable, Sendable {
    public let key: String
    public let value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a member of an object, or nil.
  public subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}

extension JSONValue {
  /// The value as JSON on one line, without spaces.
  public var compactText: String {
    switch self {
    case .null: "null"
    case .flag(let value): value ? "true" : "false"
    case .number(let literal): literal
    case .text(let value): Self.quoted(value)
    case .list(let values): "[\(values.map(\.compactText).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\(Self.quoted($0.key)):\($0.value.compactText)" }.joined(separator: ","))}"
    }
  }

  /// The value as JSON with a member a line, indented by two spaces.
  public var indentedText: String { indentedText(margin: "") }

  /// The value as an error message quotes it: on one line, and cut where it is long.
  var excerpt: String {
    let text = compactText
    return text.count <= 40 ? text : "\(text.prefix(37))…"
  }

  private func indentedText(margin: String) -> String {
    let inner = margin + "  "
    switch self {
    case .list(let values) where values.contains { $0.isContainer }:
      let lines = values.map { inner + $0.indentedText(margin: inner) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(margin)]"
    case .list(let values):
      return "[\(values.map(\.compactText).joined(separator: ", "))]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map { "\(inner)\(Self.quoted($0.key)): \($0.value.indentedText(margin: inner))" }
      return "{\n\(lines.joined(separator: ",\n"))\n\(margin)}"
    default:
      return compactText
    }
  }

  private var isContainer: Bool {
    switch self {
    case .list, .object: true
    default: false
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension ParameterValue {
  /// The value of a hyperparameter that stands in JSON, or nil for null, an object and a list of other things
  /// than numbers. A number without a fraction is whole, however it is spelt (`1`, `1.0`, `1e0`).
  init?(_ value: JSONValue) {
    switch value {
    case .flag(let flag): self = .flag(flag)
    case .text(let text): self = .text(text)
    case .number(let literal):
      guard let number = Double(literal) else { return nil }
      self = Int(exactly: number).map(Self.integer) ?? .number(number)
    case .list(let values):
      let numbers = values.compactMap { value in
        if case .number(let literal) = value { Double(literal) } else { nil }
      }
      guard numbers.count == values.count else { return nil }
      let integers = numbers.compactMap(Int.init(exactly:))
      self = integers.count == numbers.count ? .integers(integers) : .numbers(numbers)
    case .null, .object: return nil
    }
  }
}
