import NCFDiagnostics
import NCFExperiments
import Testing

@Suite struct JSONDocumentTests {
  @Test func readsEveryKindOfValueInOrder() throws {
    let text = #"{"b": [1, -2.5e3, true, null], "a": {"text": "é\n\u00e9\ud83d\ude00\""}}"#
    let expected = JSONValue.object([
      .init("b", .list([.number("1"), .number("-2.5e3"), .flag(true), .null])),
      .init("a", .object([.init("text", .text("é\né😀\""))])),
    ])
    #expect(try JSONDocument(text: text).root == expected)
    #expect(try JSONDocument(text: "\u{feff} [ ] \n").root == .list([]))
  }

  @Test func writesWhatItReads() throws {
    let text = #"{"a":[1.0,{"b":"q\"\\\u0001"}],"c":{},"d":[],"e":false}"#
    let root = try JSONDocument(text: text).root
    #expect(root.compactText == text)
    #expect(try JSONDocument(text: root.indentedText).root == root)
  }

  @Test(arguments: [
    ("", "1:1", "a value, found the end of the file"),
    ("{\n  \"a\" 1}", "2:7", "':' after the key, found '1'"),
    ("{\"a\": 1,}", "1:9", "a key in double quotes, found '}'"),
    ("[1, 2", "1:6", "',' or ']', found the end of the file"),
    ("[1] 2", "1:5", "the end of the file, found '2'"),
    ("{\"é\": tru}", "1:7", "a value, found 't'"),
    ("\"a\n\"", "1:3", "a closing quote, found the end of the line"),
    ("01", "1:2", "the end of the file, found '1'"),
    ("1.", "1:3", "a digit"),
    ("[+1]", "1:2", "a value"),
    ("1e999", "1:1", "too large"),
    (#""\x""#, "1:2", "must be followed by"),
    (#""\ud83d""#, "1:2", "surrogate"),
    (#""\u12g4""#, "1:4", "four hexadecimal digits"),
    (#"{"a": 1, "b": 2, "a": 3}"#, "1:18", "\"a\" stands twice"),
  ])
  func namesLineAndColumn(text: String, place: String, problem: String) throws {
    let error = try #require(throws: InputError.self) { try JSONDocument(text: text, file: "x.json") }
    #expect(error.kind == .badContent && error.file == "x.json")
    #expect(error.place == place)
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test func refusesBottomlessNesting() throws {
    let depth = JSONDocument.greatestDepth
    let nested = { (count: Int) in
      String(repeating: "[", count: count) + String(repeating: "]", count: count)
    }
    #expect(throws: Never.self) { try JSONDocument(text: nested(depth)) }
    let error = try #require(throws: InputError.self) { try JSONDocument(text: nested(100_000)) }
    #expect(error.place == "1:\(depth + 1)")
  }
}
