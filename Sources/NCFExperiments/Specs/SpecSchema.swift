import NCFModels

/// The JSON Schema (draft 2020-12) of experiment specs, by which editors complete and check them. It is made
/// from the declarations of the hyperparameters and says what `SpecDecoder` enforces, as far as a schema can.
public enum SpecSchema {
  /// The schema's text, as `experiments/schema.json` holds it.
  public static func document(methods: [any Method] = MethodRegistry.all) -> String {
    let keys = SettingVocabulary(methods).keys
    let settings = JSONValue.reference("settings")
    let sweep = JSONValue.reference("sweep")
    let ranges = JSONValue.reference("ranges")
    let schema = JSONValue.object([
      .member("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      .member("title", .text("Experiment of ncf-exp")),
      .member("type", .text("object")),
      .member("required", .list([.text("name")])),
      .member(
        "properties",
        .object([
          .member("$schema", .described("this schema", .member("type", .text("string")))),
          .member(
            "name",
            .described(
              "names the experiment and its results' files",
              .member("type", .text("string")),
              .member("pattern", .text("^[a-z0-9][a-z0-9_-]{0,\(SpecDecoder.nameLengthLimit - 1)}$")))),
          .member("title", .described("one line for reports", .member("type", .text("string")))),
          .member("description", .described("what the experiment shows", .member("type", .text("string")))),
          .member("settings", settings),
          .member("sweep", sweep),
          .member("search", search(ranges)),
          .member(
            "groups",
            .described(
              "sets of runs of their own; each is laid over the settings and sweeps on top",
              .member("type", .text("array")), .member("minItems", .number("1")),
              .member(
                "items",
                .closedObject([
                  .member("settings", settings), .member("sweep", sweep),
                  .member("search", .closedObject([.member("ranges", ranges)])),
                ])))),
          .member(
            "full_ranking",
            .described(
              "rank the held-out items among all unseen items, too, and measure what is in the lists of the best ten",
              .member("type", .text("boolean")))),
          .member(
            "smoke",
            .object([
              .member("description", .text("settings that replace the others under --scale smoke")),
              .member("$ref", .text("#/$defs/settings")),
            ])),
        ])),
      .member("additionalProperties", .flag(false)),
      .member(
        "$defs",
        .object([
          .member("settings", .closedObject(named(keys).map { .member($0, .object(members(of: $1))) })),
          .member("sweep", .closedObject(named(keys).map { .member($0, grid(of: $1)) })),
          .member("ranges", .closedObject(searchable(keys).map { .member($0.name, range(of: $0)) })),
        ])),
    ])
    return schema.indentedText + "\n"
  }

  /// Each key under its name, then those that have been called otherwise under the names that they had.
  private static func named(_ keys: [SettingKey]) -> [(name: String, key: SettingKey)] {
    keys.map { ($0.name, $0) }
      + SettingKey.formerNames.sorted { $0.key < $1.key }.compactMap { former, name in
        keys.first { $0.name == name }.map { (former, $0) }
      }
  }

  private static func grid(of key: SettingKey) -> JSONValue {
    .described(
      "values to try: \(key.summary)",
      .member("type", .text("array")), .member("minItems", .number("1")), .member("uniqueItems", .flag(true)),
      .member("items", .object(constraints(of: key))))
  }

  private static func search(_ ranges: JSONValue) -> JSONValue {
    let properties = JSONValue.closedObject([
      .member("budget", .described("trials of each method", integer(HyperparameterSearch.budgetRange))),
      .member("seed", .described("seed of the search", integer(0...Int(Int32.max)))),
      .member("ranges", ranges),
    ])
    guard case .object(let members) = properties else { return properties }
    return .described(
      "random search over ranges, the same budget for every method, chosen on validation data",
      [.member("required", .list([.text("budget")]))] + members)
  }

  private static func searchable(_ keys: [SettingKey]) -> [SettingKey] {
    keys.filter { $0.isHyperparameter && $0.name != Hyperparameter.seed.key }
  }

  /// A list of values, or two bounds where the key is a number.
  private static func range(of key: SettingKey) -> JSONValue {
    switch key.parameter?.domain {
    case .integer, .number:
      let bounds = JSONValue.object([
        .member("type", .text("array")), .member("minItems", .number("2")), .member("maxItems", .number("2")),
        .member("items", .object(constraints(of: key))),
      ])
      return .described(
        "values to draw from: \(key.summary)",
        .member(
          "anyOf",
          .list([
            .closedObject([.member("log", bounds)]), .closedObject([.member("linear", bounds)]),
            grid(of: key),
          ])))
    default:
      return grid(of: key)
    }
  }

  private static func members(of key: SettingKey) -> [JSONValue.Member] {
    [.member("description", .text(key.summary))] + constraints(of: key)
  }

  private static func constraints(of key: SettingKey) -> [JSONValue.Member] {
    switch key.parameter?.domain {
    case nil:
      [.member("type", .text("string")), .member("pattern", .text(SettingKey.datasetNamePattern))]
    case .integer(let range): integer(range)
    case .number(let range, let exclusive): number(range, exclusive)
    case .flag: [.member("type", .text("boolean"))]
    case .digest:
      [.member("type", .text("string")), .member("pattern", .text("^[0-9a-f]{64}$"))]
    case .choice(let words): [.member("enum", .list(words.map(JSONValue.text)))]
    case .integers(let count, let each): list(count, of: integer(each))
    case .numbers(let count, let each): list(count, of: number(each, false))
    }
  }

  private static func integer(_ range: ClosedRange<Int>) -> [JSONValue.Member] {
    [
      .member("type", .text("integer")),
      .member("minimum", .number("\(range.lowerBound)")), .member("maximum", .number("\(range.upperBound)")),
    ]
  }

  private static func number(_ range: ClosedRange<Double>, _ exclusive: Bool) -> [JSONValue.Member] {
    [
      .member("type", .text("number")),
      .member(exclusive ? "exclusiveMinimum" : "minimum", .number("\(range.lowerBound)")),
      .member("maximum", .number("\(range.upperBound)")),
    ]
  }

  /// A list, or one number in its place, as `Hyperparameter.accept` takes it.
  private static func list(_ count: ClosedRange<Int>, of each: [JSONValue.Member]) -> [JSONValue.Member] {
    let list: [JSONValue.Member] = [
      .member("type", .text("array")),
      .member("minItems", .number("\(count.lowerBound)")),
      .member("maxItems", .number("\(count.upperBound)")),
      .member("items", .object(each)),
    ]
    return count.contains(1) ? [.member("anyOf", .list([.object(list), .object(each)]))] : list
  }
}

extension JSONValue {
  fileprivate static func reference(_ definition: String) -> JSONValue {
    .object([.member("$ref", .text("#/$defs/\(definition)"))])
  }

  fileprivate static func described(_ description: String, _ members: Member...) -> JSONValue {
    described(description, members)
  }

  fileprivate static func described(_ description: String, _ members: [Member]) -> JSONValue {
    .object([.member("description", .text(description))] + members)
  }

  fileprivate static func closedObject(_ properties: [Member]) -> JSONValue {
    .object([
      .member("type", .text("object")), .member("properties", .object(properties)),
      .member("additionalProperties", .flag(false)),
    ])
  }
}

extension JSONValue.Member {
  fileprivate static func member(_ key: String, _ value: JSONValue) -> JSONValue.Member { .init(key, value) }
}
