import NCFDiagnostics

extension Decoder {
  /// Throws if the object here has a key that `Key` does not know, and names the nearest one that it does.
  func rejectUnknownKeys<Key: CodingKey & CaseIterable>(_: Key.Type) throws {
    let container = try container(keyedBy: AnyKey.self)
    let known = Key.allCases.map(\.stringValue)
    for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
    where !known.contains(key.stringValue) {
      let meant = nearestMatch(to: key.stringValue, among: known).map { " (did you mean \"\($0)\"?)" } ?? ""
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "unknown key, expected one of \(known.joined(separator: ", "))\(meant)")
    }
  }
}

/// Any key of a JSON object.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// A number from 0 to 1.
struct Share: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = try container.decode(Double.self)
    guard (0...1).contains(value) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a number from 0 to 1, found \(value)")
    }
  }
}

/// Predictive factors as the key of a JSON object: "16".
struct FactorKey: Hashable, Sendable, Decodable, CodingKeyRepresentable {
  let factors: Int

  init?<Key: CodingKey>(codingKey: Key) {
    guard let factors = Int(codingKey.stringValue), factors > 0 else { return nil }
    self.factors = factors
  }

  var codingKey: any CodingKey { AnyKey(stringValue: "\(factors)")! }
}

extension Dictionary where Key == FactorKey {
  var byFactors: [Int: Value] { [Int: Value](uniqueKeysWithValues: map { ($0.key.factors, $0.value) }) }
}
