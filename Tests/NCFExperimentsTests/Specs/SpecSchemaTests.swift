import NCFExperiments
import NCFModels
import Testing

@Suite struct SpecSchemaTests {
  @Test func describesEveryKeyOfTheMethods() throws {
    let schema = try JSONDocument(text: SpecSchema.document(methods: TestMethods.all)).root
    #expect(schema["$schema"] == .text("https://json-schema.org/draft/2020-12/schema"))
    #expect(schema["additionalProperties"] == .flag(false))
    let settings = try #require(schema["$defs"]?["settings"])
    #expect(settings["additionalProperties"] == .flag(false))
    let properties = try #require(settings["properties"])
    for parameter in TestMethods.all.flatMap(\.parameters) {
      #expect(properties[parameter.key]?["description"] == .text(parameter.summary))
    }
    // As it was called, and as it is.
    for name in ["method", "model"] {
      #expect(
        properties[name]?["enum"]
          == .list(["tiny", "popular", "stacked", "tower", "diverging", "greedy"].map(JSONValue.text)))
    }
    #expect(properties["factors"]?["minimum"] == .number("1"))
    #expect(properties["factors"]?["maximum"] == .number("1024"))
    #expect(properties["learning_rate"]?["exclusiveMinimum"] == .number("0.0"))

    let sweep = try #require(schema["$defs"]?["sweep"]?["properties"]?["factors"])
    #expect(sweep["minItems"] == .number("1") && sweep["uniqueItems"] == .flag(true))
    #expect(sweep["items"]?["type"] == .text("integer"))
  }

  @Test func aListMayBeOneNumber() throws {
    let schema = try JSONDocument(text: SpecSchema.document(methods: [Tower()])).root
    let layers = try #require(schema["$defs"]?["settings"]?["properties"]?["layers"])
    guard case .list(let choices) = layers["anyOf"] else {
      Issue.record("expected anyOf")
      return
    }
    #expect(choices.map { $0["type"] } == [.text("array"), .text("integer")])
  }
}
