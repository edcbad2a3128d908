import NCFCluster
import Testing

@Suite struct TimeLimitTests {
  @Test(arguments: [
    ("90", 5400), ("90:30", 5430), ("1:30:00", 5400), ("1-0", 86_400), ("2-12", 216_000),
    ("1-12:30", 131_400),
    ("1-00:00:01", 86_401),
  ])
  func readsWhatSlurmReads(text: String, seconds: Int) {
    #expect(TimeLimit(text)?.seconds == seconds)
    #expect(TimeLimit(text)?.text == text)
  }

  @Test(arguments: [
    "", "0", "1h", "1:2:3:4", "-5", "1-", "1-2-3", ":30", "+3", "1:-2", "99999999999999999999",
  ])
  func refusesOthers(text: String) { #expect(TimeLimit(text) == nil) }

  @Test func theNoticeFitsTheLimit() {
    #expect(TimeLimit("1")?.notice == 15)
    #expect(TimeLimit("0:08")?.notice == 5)
    #expect(TimeLimit("1-0")?.notice == 90)
  }
}
