import Foundation
import NCFDiagnostics
import NCFEvaluation
import NCFExperiments
import NCFModels

/// How the files of a study are read: strictly, and with errors that say where they are and what is expected there.
///
/// - Throws: `InputError` with line and column where the text is no JSON, otherwise with the path of the place.
func decodeStrictly<Content: Decodable>(_: Content.Type, from text: String, file: String) throws -> Content {
  // Finds what `JSONDecoder` would not say the place of, and keys that stand twice.
  _ = try JSONDocument(text: text, file: file)
  do {
    return try JSONDecoder().decode(Content.self, from: Data(text.utf8))
  } catch let error as DecodingError {
    throw InputError(
      .badContent, file: file, place: error.place, problem: error.problem,
      remedy: "\"ncf-exp study new\" writes an example")
  }
}

extension DecodingError {
  /// "claims[2].rule.level"; nil at the top.
  fileprivate var place: String? {
    let path: [any CodingKey] =
      switch self {
      case .keyNotFound(let key, let context): context.codingPath + [key]
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        context.codingPath
      @unknown default: []
      }
    let text = path.reduce("") { text, key in
      // A place in a list is called "Index 3"; an object's key may look like a number as well.
      if let index = key.intValue, key.stringValue != "\(index)" { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
    return text.isEmpty ? nil : text
  }

  fileprivate var problem: String {
    switch self {
    case .keyNotFound: "expected this key, found none"
    case .typeMismatch(let type, _): "expected \(Self.name(of: type)), found another type"
    case .valueNotFound(let type, _): "expected \(Self.name(of: type)), found null"
    case .dataCorrupted(let context): context.debugDescription
    @unknown default: "cannot be decoded"
    }
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    case is Bool.Type: "true or false"
    case is String.Type: "a text"
    case is any Collection.Type: "a list or an object"
    default: "an object"
    }
  }
}

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

  /// The container of an object that has no keys but these.
  func strictContainer<Key: CodingKey & CaseIterable>(
    keyedBy keys: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    try rejectUnknownKeys(keys)
    return try container(keyedBy: keys)
  }
}

extension KeyedDecodingContainer {
  /// Throws if a key is here that this kind of object does not have, though others do.
  ///
  /// - Parameter what: "a rule of the kind \"better\"".
  func refuseOthers(than own: [Key], what: String) throws {
    let names = own.map(\.stringValue)
    for key in allKeys.sorted(by: { $0.stringValue < $1.stringValue }) where !names.contains(key.stringValue)
    {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "\(what) has no such key; it has \(names.joined(separator: ", "))")
    }
  }

  /// One of several words.
  func word<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type, forKey key: Key) throws -> Word {
    let text = try decode(String.self, forKey: key)
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue)
      let meant = nearestMatch(to: text, among: words).map { " (did you mean \"\($0)\"?)" } ?? ""
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "expected one of \(words.joined(separator: ", ")), found \"\(text)\"\(meant)")
    }
    return word
  }

  /// A number within a range.
  func number(_ range: ClosedRange<Double>, forKey key: Key) throws -> Double {
    let value = try decode(Double.self, forKey: key)
    guard range.contains(value) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "expected a number from \(range.lowerBound) to \(range.upperBound), found \(value)")
    }
    return value
  }

  /// A list with at least one element.
  func list<Element: Decodable>(of _: Element.Type, forKey key: Key) throws -> [Element] {
    let list = try decode([Element].self, forKey: key)
    guard !list.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "expected at least one, found none")
    }
    return list
  }

  /// Metrics by name, such as "ndcg@10"; nil if the key is not there.
  func metrics(forKey key: Key) throws -> [RankingMetric]? {
    guard contains(key) else { return nil }
    return try list(of: String.self, forKey: key).map { name in
      guard let metric = RankingMetric(named: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: self,
          debugDescription: "there is no metric \"\(name)\", expected one such as ndcg@10")
      }
      return metric
    }
  }

  /// The name of a method.
  func method(forKey key: Key) throws -> String {
    let name = try decode(String.self, forKey: key)
    try check(method: name, at: key)
    return name
  }

  /// Names of methods; nil if the key is not there.
  func methods(forKey key: Key) throws -> [String]? {
    guard contains(key) else { return nil }
    let names = try list(of: String.self, forKey: key)
    for name in names { try check(method: name, at: key) }
    return names
  }

  private func check(method name: String, at key: Key) throws {
    guard MethodRegistry.method(named: name) == nil else { return }
    let names = MethodRegistry.all.map(\.name)
    let meant =
      nearestMatch(to: name, among: names).map { "did you mean \"\($0)\"?" } ?? names.joined(separator: ", ")
    throw DecodingError.dataCorruptedError(
      forKey: key, in: self, debugDescription: "there is no method \"\(name)\" (\(meant))")
  }

  /// A name that is part of files' names: lower-case letters, digits, `_` and `-`.
  func name(forKey key: Key) throws -> String {
    let name = try decode(String.self, forKey: key)
    let isPlain = { (character: Character) in
      character.isASCII
        && (character.isLowercase || character.isNumber || character == "-" || character == "_")
    }
    guard !name.isEmpty, name.count <= 64, name.allSatisfy(isPlain) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription:
          "expected up to 64 lower-case letters, digits, \"-\" and \"_\", found \"\(name.prefix(80))\"")
    }
    return name
  }
}

/// Any key of a JSON object.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// A place in a list.
struct IndexKey: CodingKey {
  let index: Int
  var stringValue: String { "Index \(index)" }
  var intValue: Int? { index }

  init(_ index: Int) { self.index = index }
  init?(stringValue: String) { nil }
  init?(intValue: Int) { index = intValue }
}

extension RunSelector: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    // `JSONDecoder` does not keep the order of keys; the order of names is as good and always the same.
    let settings = try container.allKeys.sorted { Self.place($0) < Self.place($1) }.map { key in
      let given =
        if let values = try? container.decode([ParameterValue].self, forKey: key) { values } else {
          [try container.decode(ParameterValue.self, forKey: key)]
        }
      guard !given.isEmpty else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "expected at least one value, found none")
      }
      do {
        let settings = try given.map { try SpecSettings.canonical(key.stringValue, $0) }
        return Setting(settings[0].key, settings.map(\.value))
      } catch let flaw as SpecSettings.Flaw {
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: flaw.problem)
      }
    }
    self.init(settings)
  }

  /// The method first, since it is what a selector is read by.
  private static func place(_ key: AnyKey) -> (Int, String) {
    (["method", "model"].contains(key.stringValue) ? 0 : 1, key.stringValue)
  }
}

extension Study {
  /// Reads the text of a `study.json`.
  ///
  /// - Throws: `InputError`, which names the place inside the file.
  public init(text: String, file: String) throws {
    self = try decodeStrictly(Study.self, from: text, file: file)
  }
}

extension PublishedNumbers {
  /// Reads the text of a `published.json`.
  ///
  /// - Throws: `InputError`, which names the place inside the file.
  public init(text: String, file: String) throws {
    self = try decodeStrictly(PublishedNumbers.self, from: text, file: file)
  }
}
