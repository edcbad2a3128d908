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
