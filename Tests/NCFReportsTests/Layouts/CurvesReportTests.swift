import NCFReports
import Testing

@Suite struct CurvesReportTests {
  @Test func showsEveryMethodAtEveryFactor() throws {
    let document = try Shipped.document("figure-4", SampleRuns.ofThePaper())
    let rows = csvRows(document.data.csv)
    #expect(rows.count == 6 * 4)
    let mlp = rows.filter { $0["method"] == "mlp" }
    #expect(mlp.map { $0["factors"]! } == ["8", "16", "32", "64"])
    // The tower of three hidden layers and four negatives, of all that were planned.
    #expect(mlp[1]["hr@10"] == "0.660000")
    #expect(mlp[1]["settings"] == "factors 16, layers 128,64,32,16, negatives 4")
    let neumf = rows.filter { $0["method"] == "neumf" }
    #expect(neumf[0]["hr@10"] == "0.700000", "with pre-training, as in the paper")
  }

  @Test func itemKNNIsAFlatLine() throws {
    let figure = try #require(try Shipped.document("figure-4", SampleRuns.ofThePaper()).figure)
    let line = figure.rows[0][0].series[0]
    #expect(line.style.title == "ItemKNN" && Set(line.points.map { $0?.y }) == [0.61])
    #expect(line.points.map { $0?.x } == [0, 1, 2, 3])
  }

  @Test func tunedMethodShowsItsBestConfiguration() throws {
    var runs = SampleRuns()
    runs.add("bpr", learningRate: 0.1, hitRatio: 0.5)
    runs.add("bpr", learningRate: 0.01, hitRatio: 0.6)
    let document = try Shipped.document("figure-4", runs)
    let row = csvRows(document.data.csv).first { $0["method"] == "bpr" }
    #expect(row?["hr@10"] == "0.600000" && row?["settings"] == "factors 8, learning_rate 0.01")
    #expect(document.notes.contains { $0.contains("highest HR@10") })
  }

  /// The best of many single seeds is lucky more often than good.
  @Test func oneLuckySeedDoesNotBeatThree() throws {
    var runs = SampleRuns()
    for seed in 1...3 { runs.add("bpr", seed: seed, learningRate: 0.1, hitRatio: 0.6) }
    runs.add("bpr", seed: 1, learningRate: 0.01, hitRatio: 0.62)
    func bpr() throws -> (row: [String: String]?, notes: [String]) {
      let document = try Shipped.document("figure-4", runs)
      return (csvRows(document.data.csv).first { $0["method"] == "bpr" }, document.notes)
    }
    #expect(try bpr().row?["settings"] == "factors 8, learning_rate 0.1" && bpr().row?["hr@10"] == "0.600000")
    #expect(try bpr().notes.contains { $0.hasSuffix("among those with the most finished seeds.") })
    for seed in 2...3 { runs.add("bpr", seed: seed, learningRate: 0.01, hitRatio: 0.62) }
    #expect(
      try bpr().row?["settings"] == "factors 8, learning_rate 0.01" && bpr().row?["hr@10"] == "0.620000")
    #expect(try !bpr().notes.contains { $0.contains("the most finished seeds") })
  }

  @Test func aMissingRunIsNotReplacedByAnother() throws {
    var runs = SampleRuns()
    runs.add("neumf", layers: [64, 32, 16, 8], negatives: 4, pretraining: true, hitRatio: nil)
    runs.add("neumf", layers: [64, 32, 16, 8], negatives: 4, pretraining: false, hitRatio: 0.6)
    let row = csvRows(try Shipped.document("figure-4", runs).data.csv).first { $0["method"] == "neumf" }
    #expect(row?["hr@10"] == "" && row?["finished"] == "0")
  }

  // MARK: Against K

  @Test func showsHRAndNDCGAtEveryK() throws {
    var runs = SampleRuns()
    let run = runs.add("itempop", factors: nil, seed: nil, hitRatio: 0.45)
    let metrics = try #require(runs.records[run.identity]?.result?.best)
    let rows = csvRows(try Shipped.document("figure-5", runs).data.csv).filter {
      $0["method"] == "itempop"
    }
    #expect(rows.map { $0["k"]! } == (1...10).map(String.init))
    for (index, row) in rows.enumerated() {
      #expect(abs(Double(row["hr@k"]!)! - metrics.hitRatio(at: index + 1)) < 1e-6)
      #expect(abs(Double(row["ndcg@k"]!)! - metrics.ndcg(at: index + 1)) < 1e-6)
    }
  }

  // MARK: With a preference

  @Test func sweepsNegativesAtSixteenFactorsWithBPRFlat() throws {
    let document = try Shipped.document("figure-7", SampleRuns.ofThePaper())
    let rows = csvRows(document.data.csv)
    #expect(rows.count == 4 * 10)
    #expect(Set(rows.filter { $0["method"] == "bpr" }.map { $0["hr@10"] }) == ["0.610000"])
    let gmf = rows.filter { $0["method"] == "gmf" }.map { $0["hr@10"] }
    #expect(gmf[0] == "0.620000" && gmf[3] == "0.650000" && gmf[9] == "0.620000")
    #expect(rows.allSatisfy { $0["settings"]?.contains("factors 16") ?? false })
    #expect(document.caption.contains("16 factors"))
  }

  @Test func aGapBreaksTheLine() throws {
    var runs = SampleRuns()
    for negatives in 1...3 {
      runs.add("gmf", factors: 16, negatives: negatives, hitRatio: negatives == 2 ? nil : 0.6)
    }
    let figure = try #require(try Shipped.document("figure-7", runs).figure)
    let points = figure.rows[0][0].series[1].points
    #expect(points[0] != nil && points[1] == nil && points[2] != nil)
  }
}
