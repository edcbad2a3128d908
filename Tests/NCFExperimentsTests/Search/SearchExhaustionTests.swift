import NCFExperiments
import Testing

@Suite struct SearchExhaustionTests {
  /// The mean of the highest over all ordered draws with replacement, one by one.
  @Test func expectedBestIsTheMeanOverAllDraws() {
    let scores = [0.3, 0.1, 0.4, 0.1]
    var draws: [[Double]] = [[]]
    for expected in SearchExhaustion.expectedBest(of: scores) {
      draws = draws.flatMap { draw in scores.map { draw + [$0] } }
      let mean = draws.reduce(0) { $0 + $1.max()! } / Double(draws.count)
      #expect(abs(expected - mean) < 1e-12)
    }
    #expect(draws[0].count == 4)
    #expect(SearchExhaustion.expectedBest(of: []).isEmpty)
  }

  /// The doubts about a search in which the trials have these scores, in thousandths, and the best epoch is `best` of
  /// 40.
  private func doubts(
    _ search: String, scores: (SearchCell.Trial) -> Int,
    curve: (Int) -> [Int] = { [0, $0] + Array(repeating: 0, count: 39) }
  ) throws -> [SearchExhaustion.Doubt] {
    let cell = try TestData.spec(
      #"""
      {"name": "x", "search": \#(search), "settings": {
        "dataset": "one", "model": "tiny", "selection": "validation", "epochs": 40}}
      """#
    ).cells()[0]
    var records = MadeRecords()
    for trial in cell.trials { records.finish(trial.runs[0], scores: curve(scores(trial))) }
    return try #require(try cell.outcome { records[$0] }.exhaustion).doubts
  }

  private func number(_ trial: SearchCell.Trial, _ key: String) -> Double {
    Double(trial.values[key]!.description)!
  }

  @Test func aFlatSearchWithItsBestInsideIsExhausted() throws {
    let found = try doubts(#"{"budget": 20, "ranges": {"factors": {"log": [1, 1000]}}}"#) {
      (20...200).contains(number($0, "factors")) ? 500 : 499
    }
    #expect(found.isEmpty)
  }

  @Test func aBestAtAnEndOfItsRangeIsADoubt() throws {
    let rising = { (trial: SearchCell.Trial) in Int(number(trial, "factors")) }
    let found = try doubts(
      #"{"sampling": "grid", "ranges": {"factors": {"linear": [2, 20], "points": 10}}}"#, scores: rising)
    #expect(found == [.edge(key: "factors", value: .integer(20), isHigh: true)])
    #expect(found[0].description.contains("upper"))
    let listed = try doubts(
      #"{"sampling": "grid", "ranges": {"factors": [4, 2, 8]}}"#, scores: { 500 - rising($0) })
    #expect(listed == [.edge(key: "factors", value: .integer(2), isHigh: false)])
    // In the outer twentieth: 1.04 of 3 decades.
    let near = try doubts(
      #"{"sampling": "grid", "ranges": {"learning_rate": {"values": [0.5, 0.07, 0.06]}, "factors": {"log": [10, 1000], "points": 60}}}"#
    ) { trial in number(trial, "factors") == 12 ? 500 : 100 }
    #expect(near.contains(.edge(key: "factors", value: .integer(12), isHigh: false)))
  }

  @Test func naturalLimitsAreNone() throws {
    let rising = { (trial: SearchCell.Trial) in Int(number(trial, "factors")) }
    for limit in ["high", "both"] {
      #expect(
        try doubts(
          #"{"sampling": "grid", "ranges": {"factors": {"values": [2, 4, 8], "limit": "\#(limit)"}}}"#,
          scores: rising
        ).isEmpty)
    }
    #expect(
      try doubts(
        #"{"sampling": "grid", "ranges": {"factors": {"values": [2, 4, 8], "limit": "low"}}}"#, scores: rising
      ).count == 1)
    // No spec can have fewer factors than one.
    #expect(
      try doubts(
        #"{"sampling": "grid", "ranges": {"factors": {"log": [1, 100], "points": 5}}}"#,
        scores: { 500 - rising($0) }
      ).isEmpty)
  }

  @Test func aCurveThatRisesIsADoubt() throws {
    let search = #"{"budget": 8, "ranges": {"factors": {"linear": [1, 1000], "limit": "both"}}}"#
    var scores = [100, 110, 120, 130, 140, 150, 160, 170].makeIterator()
    let found = try doubts(search) { _ in scores.next()! }
    guard case .rising(let trials, let gain)? = found.first else {
      Issue.record("\(found)")
      return
    }
    let curve = SearchExhaustion.expectedBest(of: stride(from: 0.1, to: 0.175, by: 0.01).map { $0 })
    #expect(trials == 8 && abs(gain - (curve[7] - curve[3])) < 1e-12 && found.count == 1)
    // Where every value has been tried, no further trial could rise.
    scores = [100, 110, 120, 130, 140, 150, 160, 170].makeIterator()
    #expect(
      try doubts(
        #"{"budget": 9, "ranges": {"factors": {"values": [1, 2, 3, 4], "limit": "both"}, "negatives": [1, 2]}}"#
      ) { _ in
        scores.next()!
      }.allSatisfy { if case .edge = $0 { true } else { false } })
    #expect(
      try doubts(
        #"{"budget": 1, "ranges": {"factors": {"linear": [1, 1000], "limit": "both"}}}"#, scores: { _ in 100 }
      )
        == [.singleTrial])
  }

  @Test func aRunThatStillLearnsIsADoubt() throws {
    let search = #"{"sampling": "grid", "ranges": {"factors": [4]}}"#
    let learning = try doubts(search, scores: { _ in 400 }, curve: { score in (0...40).map { score + $0 } })
    guard case .learning(40, let gain)? = learning.first else {
      Issue.record("\(learning)")
      return
    }
    #expect(abs(gain - 0.02) < 1e-12 && learning.count == 1)
    // A plateau may have its highest point anywhere.
    #expect(
      try doubts(search, scores: { _ in 400 }, curve: { score in (0...40).map { $0 < 10 ? 0 : score } })
        .isEmpty)
    #expect(
      try doubts(search, scores: { _ in 400 }, curve: { _ in (0...40).map { $0 < 38 ? $0 : 47 - $0 } })
        .isEmpty)
  }
}
