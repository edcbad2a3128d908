import Foundation
import NCFDiagnostics
import NCFExperiments
import Testing

@Suite struct ExperimentSpecTests {
  @Test func readsAFile() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let source = """
      {"$schema": "schema.json", "name": "neg_ratio", "title": "T", "description": "D",
       "settings": {"dataset": "one", "model": "tiny"}}
      """
    try Data(source.utf8).write(to: file)
    let spec = try ExperimentSpec.read(file: file.path, methods: TestMethods.all)
    #expect(spec.name == "neg_ratio" && spec.title == "T" && spec.description == "D")
    #expect(spec.source == source && spec.file == file.path)
  }

  @Test func saysThatAFileIsMissingOrNoText() throws {
    let folder = FileManager.default.temporaryDirectory
    let missing = try #require(throws: InputError.self) {
      try ExperimentSpec.read(file: folder.appending(path: "\(UUID()).json").path)
    }
    #expect(missing.kind == .missing)
    #expect(throws: InputError.self) { try ExperimentSpec.read(file: folder.path) }

    let binary = folder.appending(path: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: binary) }
    try Data([0x7b, 0xff, 0xfe]).write(to: binary)
    let error = try #require(throws: InputError.self) { try ExperimentSpec.read(file: binary.path) }
    #expect(error.kind == .badContent && error.problem.contains("UTF-8"))
  }

  /// What is wrong in a spec that is otherwise well, where, and a word of the message.
  static let flaws: [(source: String, place: String?, words: String)] = [
    ("[]", nil, "an object"),
    ("{}", "name", "no name"),
    (#"{"name": "Big"}"#, "name", "lower-case"),
    (#"{"name": "../x"}"#, "name", "lower-case"), (#"{"name": "/x"}"#, "name", "lower-case"),
    (#"{"name": "x/../../y"}"#, "name", "lower-case"), (#"{"name": "..\\x"}"#, "name", "lower-case"),
    (#"{"name": "x\u0000"}"#, "name", "lower-case"), (#"{"name": "e\u0489"}"#, "name", "lower-case"),
    (#"{"name": "\#(String(repeating: "a", count: 65))"}"#, "name", "at most 64"),
    (#"{"name": "x", "titel": "t"}"#, "titel", "did you mean \"title\"?"),
    (#"{"name": "x", "epochs": 2}"#, "epochs", "move it to settings"),
    (#"{"name": "x", "title": 3}"#, "title", "found 3"),
    (#"{"name": "x", "settings": []}"#, "settings", "an object"),
    (#"{"name": "x", "settings": {"model": "tiny"}}"#, "settings", "dataset"),
    (#"{"name": "x", "settings": {"dataset": "one"}}"#, "settings", "method"),
    (
      #"{"name": "x", "settings": {"dataset": "one", "model": "tiny", "method": "tiny"}}"#, "settings.method",
      "\"method\" is set twice"
    ),
    (with(settings: #""lerning_rate": 1"#), "settings.lerning_rate", "did you mean \"learning_rate\"?"),
    (with(settings: #""epochs": "ten""#), "settings.epochs", "a whole number from 0 to 10000, found \"ten\""),
    (with(settings: #""epochs": -1"#), "settings.epochs", "found -1"),
    (with(settings: #""epochs": 1.5"#), "settings.epochs", "found 1.5"),
    (with(settings: #""epochs": null"#), "settings.epochs", "found null"),
    (with(settings: #""factors": [8, 16]"#), "settings.factors", "move it to sweep"),
    (with(settings: #""selection": "tset""#), "settings.selection", "did you mean \"test\"?"),
    (
      with(settings: #""depth": 3"#), "settings.depth",
      "tiny has no \"depth\"; remove it; it belongs to tower"
    ),
    (with(sweep: #""negatives": [1, 2, 0]"#), "sweep.negatives[2]", "from 1 to 100, found 0"),
    (with(sweep: #""negatives": []"#), "sweep.negatives", "empty list"),
    (with(sweep: #""negatives": 3"#), "sweep.negatives", "write [3]"),
    (with(sweep: #""negatives": [3, 4, 3]"#), "sweep.negatives[2]", "first at sweep.negatives[0]"),
    (with(sweep: #""learning_rate": [1, 1.0]"#), "sweep.learning_rate[1]", "twice"),
    (with(sweep: #""depth": [1, 2]"#), "sweep.depth", "no \"depth\""),
    (with(settings: #""seed": 1"#, sweep: #""seed": [1]"#), "sweep.seed", "both set and swept"),
    (#"{"name": "x", "settings": {"dataset": "one", "model": "tinny"}}"#, "settings.model", "\"tiny\"?"),
    (#"{"name": "x", "settings": {"dataset": "../one", "model": "tiny"}}"#, "settings.dataset", "../one"),
    (#"{"name": "x", "groups": []}"#, "groups", "at least one"),
    (#"{"name": "x", "groups": [{"sweeps": {}}]}"#, "groups[0].sweeps", "did you mean \"sweep\"?"),
    (
      #"{"name": "x", "settings": {"dataset": "one"}, "groups": [{"settings": {"model": "tiny"}}, {}]}"#,
      "groups[1].settings", "method"
    ),
    (
      #"{"name": "x", "settings": {"dataset": "one", "model": "tiny"}, "#
        + #""groups": [{}, {"settings": {"lerning_rate": 1}}]}"#,
      "groups[1].settings.lerning_rate", "learning_rate"
    ),
    (
      #"{"name": "x", "settings": {"dataset": "one"}, "sweep": {"model": ["popular"]}, "#
        + #""smoke": {"epochs": 1}}"#, "smoke.epochs", "popular has no \"epochs\""
    ),
  ]

  @Test(arguments: flaws)
  func refusesFlaws(source: String, place: String?, words: String) throws {
    let error = try #require(throws: InputError.self) { try TestData.spec(source) }
    #expect(error.kind == .badContent && error.file == "test.json")
    #expect(error.place == place)
    #expect(error.description.contains(words), "\(error)")
  }

  private static func with(settings: String = "", sweep: String = "") -> String {
    let comma = settings.isEmpty ? "" : ", "
    return
      #"{"name": "x", "settings": {"dataset": "one", "model": "tiny"\#(comma)\#(settings)}, "#
      + #""sweep": {\#(sweep)}}"#
  }
}
