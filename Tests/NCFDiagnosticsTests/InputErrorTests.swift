import NCFDiagnostics
import Testing

@Suite struct InputErrorTests {
  @Test func descriptionHoldsFilePlaceProblemAndRemedy() {
    let error = InputError(
      .badContent, file: "a.rating", place: "17", problem: "expected an id, found \"x\"",
      remedy: "mend the id")
    #expect(error.description == "a.rating:17: expected an id, found \"x\"; mend the id")
  }

  @Test func descriptionLeavesOutWhatIsNotKnown() {
    #expect(InputError(.missing, problem: "no data set").description == "no data set")
    #expect(InputError(.missing, file: "f", problem: "no such file").description == "f: no such file")
    #expect(InputError(.badContent, place: "seed", problem: "too large").description == "seed: too large")
    #expect(InputError(.cannotWrite, problem: "full", remedy: "make room").description == "full; make room")
  }

  @Test func descriptionIsOneLine() {
    let error = InputError(
      .badContent, file: "a\nb", problem: "first\r\nsecond\u{2028}third", remedy: "mend\n")
    #expect(error.description == "a b: first second third; mend")
    #expect(error.description.allSatisfy { !$0.isNewline })
  }

  @Test func whatIsQuotedNeitherFillsTheScreenNorSteersIt() {
    let long = String(repeating: "x", count: 100_000)
    let error = InputError(.badContent, file: "f", place: long, problem: "\u{1b}[2J\0 \(long)")
    #expect(error.description.utf8.count < 4_000)
    #expect(error.description.contains("x…: \u{fffd}[2J\u{fffd} x"))
  }
}
