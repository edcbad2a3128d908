import NCFReports
import Testing

@Suite struct Figure4ReportTests {
  @Test func showsEveryMethodAtEveryFactor() throws {
    let document = Figure4Report().document(from: SampleRuns.ofThePaper().input())
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
    let figure = try #require(Figure4Report().document(from: SampleRuns.ofThePaper().input()).figure)
    let line = figure.rows[0][0].series[0]
    #expect(line.style.title == "ItemKNN" && Set(line.points.map { $0?.y }) == [0.61])
    #expect(line.points.map { $0?.x } == [0, 1, 2, 3])
  }

  @Test func tunedMethodShowsItsBestConfiguration() {
    var runs = SampleRuns()
    runs.add("bpr", learningRate: 0.1, hitRatio: 0.5)
    runs.add("bpr", learningRate: 0.01, hitRatio: 0.6)
    let document = Figure4Report().document(from: runs.input())
    let row = csvRows(document.data.csv).first { $0["method"] == "bpr" }
    #expect(row?["hr@10"] == "0.600000" && row?["settings"] == "factors 8, learning_rate 0.01")
    #expect(document.notes.contains { $0.contains("highest HR@10") })
  }

  /// The best of many single seeds is lucky more often than good.
  @Test func oneLuckySeedDoesNotBeatThree() throws {
    var runs = SampleRuns()
    for seed in 1...3 { runs.add("bpr", seed: seed, learningRate: 0.1, hitRatio: 0.6) }
    runs.add("bpr", seed: 1, learningRate: 0.01, hitRatio: 0.62)
    func bpr() -> (row: [String: String]?, notes: [String]) {
      let document = Figure4Report().document(from: runs.input())
      return (csvRows(document.data.csv).first { $0["method"] == "bpr" }, document.notes)
    }
    #expect(bpr().row?["settings"] == "factors 8, learning_rate 0.1" && bpr().row?["hr@10"] == "0.600000")
    #expect(bpr().notes.contains { $0.hasSuffix("among those with the most finished seeds.") })
    for seed in 2...3 { runs.add("bpr", seed: seed, learningRate: 0.01, hitRatio: 0.62) }
    #expect(bpr().row?["settings"] == "factors 8, learning_rate 0.01" && bpr().row?["hr@10"] == "0.620000")
    #expect(!bpr().notes.contains { $0.contains("the most finished seeds") })
  }

  @Test func aMissingRunIsNotReplacedByAnother() {
    var runs = SampleRuns()
    runs.add("neumf", layers: [64, 32, 16, 8], negatives: 4, pretraining: true, hitRatio: nil)
    runs.add("neumf", layers: [64, 32, 16, 8], negatives: 4, pretraining: false, hitRatio: 0.6)
    let row = csvRows(Figure4Report().document(from: runs.input()).data.csv).first { $0["method"] == "neumf" }
    #expect(row?["hr@10"] == "" && row?["finished"] == "0")
  }
}
