import NCFDiagnostics
import Testing

@Suite struct SuggestionTests {
  let keys = ["dataset", "model", "factors", "negatives", "learningRate", "batchSize"]

  @Test(arguments: [
    ("negativs", "negatives"), ("factros", "factors"), ("learning_rate", "learningRate"), ("MODEL", "model"),
    ("factors", "factors"),
  ])
  func findsTheKeyThatWasMeant(word: String, expected: String) {
    #expect(nearestMatch(to: word, among: keys) == expected)
  }

  @Test func givesNothingWhenNothingIsNear() {
    #expect(nearestMatch(to: "regularisation", among: keys) == nil)
    #expect(nearestMatch(to: "abc", among: keys) == nil)
    #expect(nearestMatch(to: "model", among: []) == nil)
  }

  @Test func allowsTwoEditsInShortWordsAndAThirdInLongOnes() {
    #expect(nearestMatch(to: "abcd", among: ["abxy"]) == "abxy")
    #expect(nearestMatch(to: "abcd", among: ["axyz"]) == nil)
    #expect(nearestMatch(to: "abcdefghi", among: ["abcdefxyz"]) == "abcdefxyz")
    #expect(nearestMatch(to: "abcdefghi", among: ["abcdewxyz"]) == nil)
  }

  @Test func countsInsertionsAndDeletionsAsOneEdit() {
    #expect(nearestMatch(to: "abcdef", among: ["abdef", "abxyef"]) == "abdef")
    #expect(nearestMatch(to: "abcdef", among: ["abcxdef", "abxyef"]) == "abcxdef")
  }

  @Test func prefersTheNearestAndThenTheFirstByName() {
    #expect(nearestMatch(to: "gmf", among: ["gmx", "gmf", "gxx"]) == "gmf")
    #expect(nearestMatch(to: "mlp", among: ["mlz", "mla"]) == "mla")
  }
}
