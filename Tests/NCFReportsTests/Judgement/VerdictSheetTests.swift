import Foundation
import NCFEvaluation
import NCFExperiments
import NCFReports
import NCFStatistics
import NCFStudies
import Testing

@Suite struct VerdictSheetTests {
  private static let claims = [
    "neumf-beats-gmf-and-mlp", "neumf-beats-eals-and-bpr", "gmf-beats-bpr", "pretraining-helps",
    "most-gain-comes-in-ten-iterations", "one-negative-is-not-enough", "three-to-six-negatives-are-best",
    "more-layers-help", "mlp-0-is-no-better-than-itempop",
  ]

  /// The paper's runs without those that `drop` names, and with others added.
  private func verdict(
    on claim: String, dropping drop: (RunConfiguration) -> Bool = { _ in false },
    adding add: (inout SampleRuns) -> Void = { _ in }
  ) throws -> Verdict {
    var runs = SampleRuns.ofThePaper()
    runs.runs.removeAll { drop($0.configuration) }
    add(&runs)
    let input = runs.input(of: try Shipped.paper)
    return try #require(try Shipped.sheet(input).verdicts.first { $0.claim == claim })
  }

  private func factors(_ configuration: RunConfiguration) -> Int? {
    guard case .integer(let value) = configuration.values[.factors] else { return nil }
    return value
  }

  private func layers(_ configuration: RunConfiguration) -> [Int]? {
    guard case .integers(let value) = configuration.values[.layers] else { return nil }
    return value
  }

  @Test func everyClaimHoldsOnRunsThatBearItOut() throws {
    let sheet = try Shipped.sheet(SampleRuns.ofThePaper().input(of: try Shipped.paper))
    #expect(sheet.verdicts.map(\.claim) == Self.claims)
    for verdict in sheet.verdicts {
      #expect(verdict.outcome == .holds, "\(verdict.claim): \(verdict.reason)")
      #expect(!verdict.comparisons.isEmpty && !verdict.runs.isEmpty && !verdict.rule.isEmpty)
    }
  }

  @Test(arguments: claims)
  func nothingIsDecidedWithoutRuns(_ claim: String) throws {
    let verdict = try verdict(on: claim, dropping: { _ in true })
    #expect(verdict.outcome == .notEnoughRuns)
    #expect(verdict.reason.hasPrefix("missing: "))
  }

  @Test func aSmokeRunDecidesNothing() throws {
    let sheet = try Shipped.sheet(SampleRuns.ofThePaper().input(scale: .smoke, of: try Shipped.paper))
    #expect(sheet.verdicts.allSatisfy { $0.outcome == .notEnoughRuns && $0.reason.hasPrefix("smoke") })
    #expect(sheet.verdicts.allSatisfy { $0.comparisons.isEmpty })
  }

  @Test func anAbsentDatasetDecidesNothing() throws {
    let absent = [AbsentDataset(name: "pinterest-20", remedy: "get it")]
    let sheet = try Shipped.sheet(SampleRuns.ofThePaper().input(of: try Shipped.paper, absent: absent))
    let verdicts = sheet.verdicts.filter { $0.dataset == "pinterest-20" }
    #expect(verdicts.count == Self.claims.count)
    #expect(verdicts.allSatisfy { $0.outcome == .notEnoughRuns && $0.reason.contains("get it") })
  }

  @Test func oneMissingRunIsNamed() throws {
    let verdict = try verdict(
      on: "gmf-beats-bpr", dropping: { $0.method == "bpr" && factors($0) == 32 })
    #expect(verdict.outcome == .notEnoughRuns)
    #expect(verdict.reason == "missing: BPR, 32 factors, ml-1m")
  }

  // MARK: Each claim fails where it should

  @Test func neumfMustWinEverywhere() throws {
    let verdict = try verdict(
      on: "neumf-beats-gmf-and-mlp", dropping: { $0.method == "gmf" && factors($0) == 8 },
      adding: { $0.add("gmf", factors: 8, negatives: 4, hitRatio: 0.75) })
    #expect(verdict.outcome == .contradicted)
    #expect(
      verdict.comparisons.filter { !$0.satisfied }.allSatisfy {
        $0.reference == "GMF" && $0.setting == "8 factors"
      })
  }

  @Test func neumfMustWinSignificantly() throws {
    // One of 1,000 users makes no significant difference: p is above 0.01. That contradicts nothing.
    let verdict = try verdict(
      on: "neumf-beats-eals-and-bpr", dropping: { $0.method == "eals" && factors($0) == 8 },
      adding: { $0.add("eals", factors: 8, hitRatio: 0.699) })
    #expect(verdict.outcome == .notDecided && verdict.reason.contains("nothing is known of how seeds vary"))
    let failed = verdict.comparisons.filter { !$0.satisfied }
    #expect(!failed.isEmpty && failed.allSatisfy { $0.difference > 0 && $0.tests!.tTest > 0.01 })
  }

  @Test func gmfMustBeatBPR() throws {
    let verdict = try verdict(
      on: "gmf-beats-bpr", dropping: { $0.method == "bpr" && factors($0) == 64 },
      adding: { $0.add("bpr", factors: 64, hitRatio: 0.68) })
    #expect(verdict.outcome == .contradicted)
  }

  @Test func pretrainingMayHurtAtEightFactorsOnly() throws {
    func weakened(_ factors: Int) throws -> Verdict {
      try verdict(
        on: "pretraining-helps",
        dropping: {
          $0.values.values["pretraining"] == .flag(false) && self.factors($0) == factors
        },
        adding: {
          $0.add(
            "neumf", factors: factors, layers: SampleRuns.tower(factors, depth: 3), negatives: 4,
            pretraining: false, hitRatio: 0.735)
        })
    }
    #expect(try weakened(8).outcome == .contradicted, "the mean improvement is negative")
    #expect(try weakened(32).outcome == .contradicted)
    let slight = try verdict(
      on: "pretraining-helps",
      dropping: { $0.values.values["pretraining"] == .flag(false) && factors($0) == 8 },
      adding: {
        $0.add(
          "neumf", factors: 8, layers: SampleRuns.tower(8, depth: 3), negatives: 4, pretraining: false,
          hitRatio: 0.704)
      })
    #expect(slight.outcome == .holds)
  }

  @Test func everyLayerMustHelp() throws {
    let verdict = try verdict(
      on: "more-layers-help", dropping: { $0.method == "mlp" && layers($0)?.count == 5 },
      adding: { runs in
        for factors in [8, 16, 32, 64] {
          runs.add(
            "mlp", factors: factors, layers: SampleRuns.tower(factors, depth: 4), negatives: 4, hitRatio: 0.6)
        }
      })
    #expect(verdict.outcome == .contradicted)
    #expect(verdict.comparisons.filter { !$0.satisfied }.allSatisfy { $0.subject == "depth 4" })
  }

  @Test func mlpWithoutLayersMustNotBeatItemPop() throws {
    let verdict = try verdict(
      on: "mlp-0-is-no-better-than-itempop",
      dropping: { $0.method == "mlp" && layers($0) == [8] },
      adding: { $0.add("mlp", factors: 8, layers: [8], negatives: 4, hitRatio: 0.50) })
    #expect(verdict.outcome == .contradicted)
  }

  @Test func oneNegativeMustBeWorse() throws {
    let verdict = try verdict(
      on: "one-negative-is-not-enough",
      dropping: { $0.method == "gmf" && $0.values[.negatives] == .integer(1) },
      adding: { $0.add("gmf", factors: 16, negatives: 1, hitRatio: 0.68) })
    #expect(verdict.outcome == .contradicted)
  }

  @Test func manyNegativesMustBeWorse() throws {
    let verdict = try verdict(
      on: "three-to-six-negatives-are-best",
      dropping: {
        $0.method == "gmf" && ($0.values[.negatives] == .integer(9) || $0.values[.negatives] == .integer(10))
      },
      adding: { for negatives in 9...10 { $0.add("gmf", factors: 16, negatives: negatives, hitRatio: 0.75) } }
    )
    #expect(verdict.outcome == .contradicted)
  }

  @Test func gainMustComeEarly() throws {
    let late = (0...30).map { 0.1 + 0.54 * Double($0) / 30 }
    let verdict = try verdict(
      on: "most-gain-comes-in-ten-iterations", dropping: { $0.method == "gmf" && factors($0) == 8 },
      adding: { $0.add("gmf", factors: 8, negatives: 4, hitRatio: 0.64, curve: late) })
    #expect(verdict.outcome == .contradicted)
    #expect(verdict.comparisons.filter { !$0.satisfied }.allSatisfy { $0.setting.hasPrefix("GMF, 3") })
  }

  @Test func shortRunsSayNothingOfEarlyGain() throws {
    let verdict = try verdict(
      on: "most-gain-comes-in-ten-iterations", dropping: { $0.method == "gmf" && factors($0) == 8 },
      adding: { $0.add("gmf", factors: 8, negatives: 4, hitRatio: 0.64, epochs: 10) })
    #expect(verdict.outcome == .notEnoughRuns)
    #expect(verdict.reason.contains("at least 20 epochs (the shortest has 10)"))
  }

  // MARK: Metrics

  /// Any metric, with its tests over users, and the rule says so.
  @Test func comparesByTheMetricsThatAreAskedFor() throws {
    let metrics: [RankingMetric] = [.ndcg(at: 5), .reciprocalRank]
    let sheet = try Shipped.sheet(SampleRuns.ofThePaper().input(of: try Shipped.paper, metrics: metrics))
    let verdict = try #require(sheet.verdicts.first { $0.claim == "gmf-beats-bpr" })
    #expect(Set(verdict.comparisons.map(\.metric)) == ["NDCG@5", "MRR"])
    #expect(verdict.comparisons.allSatisfy { $0.tests != nil })
    #expect(verdict.rule.hasSuffix("Asked for in place of HR@10 and NDCG@10: NDCG@5 and MRR."))
  }

  // MARK: Tests over users

  @Test func testsAreTheTTestOfTheUsersHits() throws {
    let verdict = try verdict(on: "gmf-beats-bpr")
    let comparison = try #require(verdict.comparisons.first)
    let hits = { (ratio: Double) in
      SampleRuns.ranks(hitRatio: ratio, count: 1000).map { $0.place <= 10 ? 1.0 : 0.0 }
    }
    let expected = try #require(PairedTTest(hits(0.64), hits(0.60)))
    let tests = try #require(comparison.tests)
    #expect(abs(tests.tTest - expected.pValue) <= 1e-9 * expected.pValue)
    #expect(tests.pHolm >= tests.p && tests.p > 0)
    #expect(tests.lower < 0.04 && tests.upper > 0.04)
  }

  // MARK: Metrics of lists

  /// "NeuMF covers more items than ItemPop", with these numbers of items for each seed.
  private func coverageVerdict(neumf: [Double], itempop: Double) throws -> Verdict {
    let text = #"""
      {
        "name": "mine", "title": "Mine", "sections": [{ "name": "x", "title": "X", "layout": { "kind": "runs" } }],
        "claims": [{
          "name": "covers-more", "statement": "NeuMF covers more items.", "source": "Here.", "experiments": ["x"],
          "rule": {
            "kind": "better", "ranking": "full", "lists": ["coverage@10"],
            "subject": { "where": { "method": "neumf" } }, "than": [{ "where": { "method": "itempop" } }]
          }
        }]
      }
      """#
    var runs = SampleRuns()
    for (index, coverage) in neumf.enumerated() {
      runs.lists = ListMetrics([.sampled: ["coverage@10": 3000], .full: ["coverage@10": coverage]])
      runs.add("neumf", seed: index + 1, hitRatio: 0.6, fullHitRatio: 0.1)
    }
    runs.lists = ListMetrics([.full: ["coverage@10": itempop]])
    runs.add("itempop", factors: nil, seed: nil, hitRatio: 0.4, fullHitRatio: 0.1)
    let study = try Study(text: text, file: "study.json")
    return try #require(VerdictSheet(on: study, from: runs.input()).verdicts.first)
  }

  /// Only seeds vary, and those of NeuMF alone.
  @Test func whatIsInListsIsToldFromChanceOverSeeds() throws {
    let clear = try coverageVerdict(neumf: [2500, 2510, 2490], itempop: 200)
    #expect(clear.outcome == .holds, "\(clear.reason)")
    #expect(
      clear.rule.contains("Coverage@10 of lists of all unseen items") && clear.rule.contains("over seeds"))
    #expect(clear.comparisons.map(\.metric) == ["Coverage@10, full"])
    #expect(clear.comparisons.map(\.difference) == [2300] && clear.comparisons[0].tests == nil)
    #expect(try coverageVerdict(neumf: [100, 110, 90], itempop: 200).outcome == .contradicted)
    let unclear = try coverageVerdict(neumf: [150, 330, 190], itempop: 200)
    #expect(unclear.outcome == .notDecided && unclear.reason.contains("seeds of each would decide"))
    let single = try coverageVerdict(neumf: [2500], itempop: 200)
    #expect(single.outcome == .notEnoughRuns && single.reason.contains("two seeds of"))
  }

  // MARK: Files

  @Test func filesAreCompleteAndAlike() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let sheet = try Shipped.sheet(SampleRuns.ofThePaper().input(of: try Shipped.paper))
    let files = try ReportWriter(folder: folder).write(sheet)
    #expect(
      files.map(\.lastPathComponent) == ["verdicts.csv", "verdicts.md", "verdicts.tex", "verdicts.json"])
    #expect(try sheet.json == Shipped.sheet(SampleRuns.ofThePaper().input(of: Shipped.paper)).json)
    let json = try #require(try JSONSerialization.jsonObject(with: sheet.json) as? [String: Any])
    #expect((json["verdicts"] as? [[String: Any]])?.count == Self.claims.count)
    #expect(json["scale"] as? String == "full")
    for verdict in sheet.verdicts {
      #expect(
        sheet.document.markdown.contains("Rule: \(verdict.rule.replacingOccurrences(of: "<", with: "\\<"))"))
    }
    #expect(Set(csvRows(sheet.document.data.csv).map { $0["claim"]! }) == Set(Self.claims))
  }
}
