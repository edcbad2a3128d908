import NCFEvaluation
import NCFExperiments
import NCFModels

/// The JSON Schemas (draft 2020-12) of studies and of published numbers, by which editors complete and check them. They
/// are made from the keys that the readers know, and say what those enforce, as far as a schema can.
public enum StudySchema {
  /// Of `study.json`.
  public static var study: String {
    document(
      "Study of ncf-exp", required: ["name", "title", "sections"],
      Study.Key.allCases.map { ($0.rawValue, studyKey($0)) },
      definitions: [
        ("where", selector),
        ("side", closed(required: ["where"], [("title", text), ("where", reference("where"))])),
        ("section", section),
        (
          "layout",
          kinds(Layout.Kind.allCases.map { ($0.rawValue, Layout.keys(of: $0).map(\.rawValue)) }, layoutKey)
        ),
        ("claim", claim),
        (
          "rule",
          kinds(
            ClaimRule.Kind.allCases.map { ($0.rawValue, ClaimRule.keys(of: $0).map(\.rawValue)) }, ruleKey)
        ),
        ("page", page),
      ])
  }

  /// Of `published.json`.
  public static var published: String {
    let cell = JSONValue.object([.init("type", .list(["string", "number", "boolean"].map(JSONValue.text)))])
    let table = closed(
      required: ["name", "columns", "rows"],
      [
        ("name", described("the table or figure", text)), ("page", described("its page", integer)),
        ("read_off_picture", described("whether the numbers were read off a picture", flag)),
        (
          "columns",
          described(
            "keys of specs, metrics such as hr@10, or interactions, items, users, sparsity", list(of: text))
        ),
        ("rows", described("as many values as columns", list(of: list(of: cell)))),
      ])
    let source = closed(
      required: ["name", "date", "tables"],
      [
        ("name", described("who printed them, and in which version", text)),
        ("work", described("what it is a version of", text)),
        ("date", described("2019, 2019-08 or 2019-08-30", text)),
        ("note", text), ("tables", list(of: table)),
      ])
    return document(
      "Published numbers of a study of ncf-exp", required: ["sources"],
      PublishedNumbers.Key.allCases.map { ($0.rawValue, $0 == .schema ? text : list(of: source)) },
      definitions: [])
  }

  // MARK: Keys

  private static func studyKey(_ key: Study.Key) -> JSONValue {
    switch key {
    case .schema: described("this schema", text)
    case .name: described("the name on the command line", text)
    case .title: described("the paper's title", text)
    case .authors: described("their names, in the paper's order", list(of: text))
    case .venue: described("such as WWW 2017", text)
    case .doi: text
    case .order: described("its place among the studies of a folder", integer)
    case .datasets:
      described(
        "how data sets are called",
        list(
          of: closed(
            required: ["name", "title"],
            [
              ("name", text), ("title", text),
              ("published", described("whose numbers stand beside it", text)),
              ("mark", described("in what the two differ", text)),
            ])))
    case .prefer:
      described(
        "what runs have where nothing is said, in the order of importance", list(of: reference("where")))
    case .sections: described("tables and figures", list(of: reference("section")))
    case .claims: list(of: reference("claim"))
    case .pages: list(of: reference("page"))
    }
  }

  private static func layoutKey(_ name: String) -> JSONValue {
    switch Layout.Key(rawValue: name) {
    case .evenlySpaced: flag
    case .upTo: integer
    case .methods: list(of: method)
    case .challenged, .floor: method
    case .metrics, .variants: list(of: text)
    case .runs, .prefer: reference("where")
    case .columns:
      list(
        of: closed(
          required: ["title", "where"], [("title", text), ("heading", text), ("where", reference("where"))]))
    case .known:
      list(
        of: closed(
          required: ["settings", "title", "symptom"],
          [
            ("settings", reference("where")), ("companions", list(of: text)), ("title", text),
            ("symptom", text),
            ("incomparable", text), ("threads", list(of: text)),
          ]))
    case .rows, .against: choice(SpecSettings.keys)
    case .kind, .axis, .qualifier, .primary, nil: text
    }
  }

  private static func ruleKey(_ name: String) -> JSONValue {
    switch ClaimRule.Key(rawValue: name) {
    case .subject: reference("side")
    case .subjects, .than: list(of: reference("side"))
    case .of: choice(Superiority.Quantifier.allCases.map(\.rawValue))
    case .each, .steps, .averagedOver, .range, .prefer, .runs: reference("where")
    case .by, .margin, .level, .share, .tolerance, .meanImprovement: number
    case .ranking, .first, .second: choice(RankingScope.allCases.map(\.rawValue))
    case .direction: choice(Trend.Direction.allCases.map(\.rawValue))
    case .epoch, .leastEpochs: integer
    case .oneSided: flag
    case .lists: list(of: choice(ListMetricRegistry.all.map(\.name)))
    case .rules: list(of: reference("rule"))
    case .kind, nil: text
    }
  }

  private static var section: JSONValue {
    closed(
      required: ["name", "title", "layout"],
      Study.Section.Key.allCases.map { key in
        let value =
          switch key {
          case .name: described("the name on the command line and of its files", text)
          case .title, .caption: text
          case .experiments: described("the specs whose runs it shows", list(of: text))
          case .layout: reference("layout")
          case .notes: list(of: text)
          }
        return (key.rawValue, value)
      })
  }

  private static var claim: JSONValue {
    closed(
      required: ["name", "statement", "source", "experiments", "rule"],
      Claim.Key.allCases.map { key in
        let value =
          switch key {
          case .name, .statement: text
          case .source: described("where the paper makes it, in its words", text)
          case .experiments: described("the specs whose runs decide it", list(of: text))
          case .metrics: described("by what it is decided", list(of: text))
          case .rule: reference("rule")
          }
        return (key.rawValue, value)
      })
  }

  private static var page: JSONValue {
    let block = closed(
      required: [],
      StudyPage.Block.Key.allCases.map { key in
        switch key {
        case .overview: (key.rawValue, flag)
        case .findings: (key.rawValue, choice(SectionFinding.allCases.map(\.rawValue)))
        default: (key.rawValue, text)
        }
      })
    return closed(
      required: ["name", "title", "blocks"],
      StudyPage.Key.allCases.map { key in
        switch key {
        case .blocks: (key.rawValue, list(of: block))
        case .limits, .threads: (key.rawValue, list(of: text))
        case .name, .title: (key.rawValue, text)
        }
      })
  }

  /// Settings by the keys of specs, each with a value or a list of them.
  private static var selector: JSONValue {
    let scalar = JSONValue.object([.init("type", .list(["string", "number", "boolean"].map(JSONValue.text)))])
    return described(
      "which runs, by the keys of specs; several values mean their average",
      closed(
        required: [],
        (SpecSettings.keys + ["model"]).map {
          ($0, .object([.init("anyOf", .list([scalar, list(of: scalar)]))]))
        }))
  }

  // MARK: JSON

  private static let text = JSONValue.object([.init("type", .text("string"))])
  private static let integer = JSONValue.object([.init("type", .text("integer"))])
  private static let number = JSONValue.object([.init("type", .text("number"))])
  private static let flag = JSONValue.object([.init("type", .text("boolean"))])
  private static let method = choice(MethodRegistry.all.map(\.name))

  private static func choice(_ words: [String]) -> JSONValue {
    .object([.init("enum", .list(words.map(JSONValue.text)))])
  }

  private static func list(of element: JSONValue) -> JSONValue {
    .object([.init("type", .text("array")), .init("items", element)])
  }

  private static func reference(_ definition: String) -> JSONValue {
    .object([.init("$ref", .text("#/$defs/\(definition)"))])
  }

  private static func described(_ description: String, _ value: JSONValue) -> JSONValue {
    guard case .object(let members) = value else { return value }
    return .object([.init("description", .text(description))] + members)
  }

  private static func closed(required: [String], _ properties: [(String, JSONValue)]) -> JSONValue {
    .object(
      [.init("type", .text("object"))]
        + (required.isEmpty ? [] : [.init("required", .list(required.map(JSONValue.text)))]) + [
          .init("properties", .object(properties.map { .init($0.0, $0.1) })),
          .init("additionalProperties", .flag(false)),
        ])
  }

  /// One of several forms, told apart by the key `kind`.
  private static func kinds(
    _ kinds: [(name: String, keys: [String])], _ value: (String) -> JSONValue
  ) -> JSONValue {
    .object([
      .init(
        "anyOf",
        .list(
          kinds.map { kind in
            closed(
              required: ["kind"],
              kind.keys.map { key in
                (key, key == "kind" ? .object([.init("const", .text(kind.name))]) : value(key))
              })
          }))
    ])
  }

  private static func document(
    _ title: String, required: [String], _ properties: [(String, JSONValue)],
    definitions: [(String, JSONValue)]
  ) -> String {
    guard case .object(let members) = closed(required: required, properties) else { return "" }
    let schema = JSONValue.object(
      [
        .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")), .init("title", .text(title)),
      ] + members
        + (definitions.isEmpty ? [] : [.init("$defs", .object(definitions.map { .init($0.0, $0.1) }))]))
    return schema.indentedText + "\n"
  }
}
