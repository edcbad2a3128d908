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
