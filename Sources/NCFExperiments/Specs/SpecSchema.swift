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
          .member("refit", refit),
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
          .member(
            "range",
            .object([
              .member(
                "oneOf",
                .list(
                  ["log", "linear", "values"].map { kind in
                    .object([.member("required", .list([.text(kind)]))])
                  }))
            ])),
          .member("points", .described("how many values a grid tries", integer(SearchRange.pointRange))),
          .member(
            "limit",
            .described(
              "ends beyond which nothing makes sense, so that a best value there is no sign of too narrow a range",
              .member("enum", .list(["low", "high", "both"].map(JSONValue.text))))),
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
    typealias Search = HyperparameterSearch
    let seconds = JSONValue.closedObject([.member("seconds", .object(number(Search.secondsRange, false)))])
    let halving = JSONValue.closedObject([
      .member("first", .described("epochs of the first rung", integer(Search.Halving.firstRange))),
      .member(
        "eta",
        .described(
          "one trial in so many goes on, for so many times as many epochs", integer(Search.Halving.etaRange))),
    ])
    let properties = JSONValue.closedObject([
      .member(
        "budget",
        .described(
          "trials of each method, or seconds of training that they may take",
          .member(
            "anyOf", .list([.object(integer(Search.budgetRange)), seconds.requiring("seconds")])))),
      .member("seed", .described("seed of the search", integer(0...Int(Int32.max)))),
      .member(
        "sampling",
        .described(
          "how values are found: random, a Sobol' sequence, or every combination",
          .member("enum", .list(Search.Sampling.allCases.map { .text($0.rawValue) })))),
      .member(
        "halving", halving.requiring("first").describing("train the best trials only for all of their epochs")
      ),
      .member("ranges", ranges),
    ])
    let isGrid = JSONValue.object([
      .member(
        "properties",
        .object([.member("sampling", .object([.member("const", .text(Search.Sampling.grid.rawValue))]))])),
      .member("required", .list([.text("sampling")])),
    ])
    return properties.adding([
      .member("anyOf", .list([.object([.member("required", .list([.text("budget")]))]), isGrid]))
    ]).describing("search over ranges, the same budget for every method, chosen on validation data")
  }

  private static var refit: JSONValue {
    .described(
      "train the choice of validation again on all training data (true where there is a search), with so many seeds",
      .member(
        "anyOf",
        .list([
          .object([.member("type", .text("boolean"))]),
          .closedObject([.member("seeds", .object(integer(Refit.seedRange)))]),
        ])))
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
      let range = JSONValue.closedObject([
        .member("log", bounds), .member("linear", bounds), .member("values", grid(of: key)),
        .member("points", .reference("points")), .member("limit", .reference("limit")),
      ])
      return .described(
        "values to draw from: \(key.summary)",
        .member(
          "anyOf", .list([range.adding([.member("$ref", .text("#/$defs/range"))]), grid(of: key)])))
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

  /// A schema with a description in front.
  fileprivate func describing(_ description: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .described(description, members)
  }

  fileprivate func requiring(_ key: String) -> JSONValue {
    adding([.member("required", .list([.text(key)]))])
  }

  fileprivate func adding(_ members: [Member]) -> JSONValue {
    guard case .object(let own) = self else { return self }
    return .object(own + members)
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
