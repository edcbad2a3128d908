import NCFDiagnostics
import NCFExperiments
import NCFModels
import Testing

@Suite struct RunConfigurationTests {
  static let configuration = RunConfiguration(
    dataset: "ml-1m", method: "neumf",
    values: Hyperparameters([
      "seed": .integer(42), "learning_rate": .number(1), "layers": .integers([64, 32]),
      "l2_layers": .numbers([0, 1e-7]), "pretraining": .flag(true), "learner": .text("adam"),
    ]), selection: .validation)

  @Test func hasOneCanonicalForm() {
    #expect(
      Self.configuration.canonicalJSON
        == #"{"dataset":"ml-1m","method":"neumf","selection":"validation","values":{"l2_layers":[0.0,1e-07],"#
        + #""layers":[64,32],"learner":"adam","learning_rate":1.0,"pretraining":true,"seed":42}}"#)
  }

  /// What is not said is the paper's protocol, so that stored configurations keep their text.
  @Test func namesWhatIsNotThePapersProtocol() throws {
    let evaluation = EvaluationProtocol(heldOutItem: .random, ties: .inFavour)
    let other = RunConfiguration(
      dataset: "a", method: "b", values: Hyperparameters([:]), selection: .last, evaluation: evaluation)
    #expect(
      other.canonicalJSON
        == #"{"dataset":"a","method":"b","protocol":{"held_out":"random","ties":"for"},"selection":"last","values":{}}"#
    )
    #expect(try RunConfiguration(canonicalJSON: other.canonicalJSON) == other)
    let averaged = RunConfiguration(
      dataset: "a", method: "b", values: Hyperparameters([:]),
      evaluation: EvaluationProtocol(ties: .average, selectBy: .ndcg(at: 10)))
    #expect(
      averaged.canonicalJSON
        == #"{"dataset":"a","method":"b","protocol":{"select_by":"ndcg@10","ties":"average"},"selection":"test","#
        + #""values":{}}"#)
    #expect(try RunConfiguration(canonicalJSON: averaged.canonicalJSON) == averaged)
    let standard = RunConfiguration(dataset: "a", method: "b", values: Hyperparameters([:]))
    #expect(!standard.canonicalJSON.contains("protocol"))
    #expect(try RunConfiguration(canonicalJSON: standard.canonicalJSON).evaluation == .standard)
  }

  @Test(arguments: [0.1, 1, 1e-300, 123_456_789.123, 0.1 + 0.2, .leastNonzeroMagnitude, -0.0])
  func canonicalNumbersReadBackTheSame(number: Double) throws {
    let configuration = RunConfiguration(
      dataset: "a", method: "b", values: Hyperparameters(["x": .number(number), "y": .numbers([number])]))
    #expect(try RunConfiguration(canonicalJSON: configuration.canonicalJSON) == configuration)
  }

  @Test func readsItsCanonicalForm() throws {
    let text = Self.configuration.canonicalJSON
    let read = try RunConfiguration(canonicalJSON: text)
    #expect(read == Self.configuration)
    #expect(read.canonicalJSON == text)
  }

  @Test func equalZerosHaveEqualForms() {
    let forms = [0.0, -0.0].map { zero in
      RunConfiguration(dataset: "a", method: "b", values: Hyperparameters(["x": .number(zero)])).canonicalJSON
    }
    #expect(forms[0] == forms[1])
  }

  @Test(arguments: [
    "", "{}", #"{"dataset":"a","method":"b","selection":"best","values":{}}"#,
    #"{"dataset":"a","method":"b","selection":"test","values":{"x":null}}"#,
    #"{"dataset":"a","method":"b","selection":"test","values":{"x":["y"]}}"#,
    #"{"dataset":"a","method":"b","protocol":{"ties":"maybe"},"selection":"test","values":{}}"#,
    #"{"dataset":"a","method":"b","protocol":{"tie":"for"},"selection":"test","values":{}}"#,
    #"{"dataset":"a","method":"b","protocol":{"select_by":"hr"},"selection":"test","values":{}}"#,
    #"{"dataset":"a","method":"b","protocol":{"ties":1},"selection":"test","values":{}}"#,
    #"{"dataset":"a","method":"b","protocol":"none","selection":"test","values":{}}"#,
  ])
  func refusesOtherText(text: String) {
    #expect(throws: InputError.self) { try RunConfiguration(canonicalJSON: text) }
  }
}
