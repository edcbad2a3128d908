import NCFExperiments
import NCFReports
import Testing

@Suite struct WhyReportTests {
  private func rows(_ runs: SampleRuns) -> [[String: String]] {
    csvRows(WhyReport().document(from: runs.input()).data.csv)
  }

  @Test func theWorstChangeComesFirst() {
    let rows = rows(.ofWhy())
    #expect(rows.map { $0["method"] } == Array(repeating: ["GMF", "MLP", "NeuMF"], count: 3).flatMap { $0 })
    #expect(
      stride(from: 0, to: 9, by: 3).map { rows[$0]["settings"] }
        == ["batch_size 99000", "batch_size 1024", "ties for"])
    #expect(
      stride(from: 0, to: 9, by: 3).map { rows[$0]["verdict"] }
        == ["lower", "no real difference", "higher, but not comparable"])
  }

  @Test func differencesAreThoseOfOneSeed() throws {
    let row = try #require(rows(.ofWhy()).first)
    #expect(row["hr@10"] == "0.440000" && row["reference_hr@10"] == "0.640000")
    #expect(row["difference_hr@10"] == "-0.200000" && row["difference_sd_hr@10"] == "0.000000")
    #expect(row["seeds"] == "1 2 3" && row["finished"] == "3")
    #expect(row["loss_epoch_1"] == "0.650000")
  }

  /// The test is of the difference that is shown: over the seeds that both have finished.
  @Test func theTestIsOfTheSeedsThatBothHave() throws {
    func row(_ extra: [(seed: Int, hitRatio: Double)]) throws -> [String: String] {
      var runs = SampleRuns()
      runs.addSeeds("gmf", nil, hitRatio: 0.6)
      runs.addSeeds("gmf", nil, batchSize: 1024, hitRatio: 0.62)
      for (seed, hitRatio) in extra {
        runs.add("gmf", batchSize: 1024, seed: seed, hitRatio: hitRatio)
      }
      return try #require(rows(runs).first)
    }
    let (shared, more) = (try row([]), try row([(4, 0.2), (5, 0.2)]))
    #expect(shared["p_t_test_hr@10"]?.isEmpty == false)
    for column in [
      "difference_hr@10", "p_t_test_hr@10", "p_wilcoxon_hr@10", "lower_hr@10", "upper_hr@10", "verdict",
    ] {
      #expect(more[column] == shared[column], "\(column)")
    }
  }

  @Test func withoutACommonSeedThereIsNoVerdict() {
    var runs = SampleRuns()
    runs.add("gmf", batchSize: 256, seed: 1, hitRatio: 0.6)
    runs.add("gmf", batchSize: 1024, seed: 2, hitRatio: 0.7)
    #expect(rows(runs).map { $0["verdict"] } == ["no seed in common"])
  }

  /// A run of another protocol is no reference, whatever it is called.
  @Test func aReferenceIsTheFirstConfigurationOfItsMethod() {
    var runs = SampleRuns()
    runs.addSeeds("gmf", nil, hitRatio: 0.6)
    runs.addSeeds("gmf", nil, hitRatio: 0.9, evaluation: EvaluationProtocol(heldOutItem: .random))
    runs.addSeeds("neumf", true, hitRatio: 0.6)
    let rows = rows(runs)
    #expect(rows.count == 1 && rows[0]["reference_hr@10"] == "0.600000")
    #expect(rows[0]["selection"] == "test, held_out random")
  }

  @Test func aChangeThatNobodyKnowsHasItsSettingsForATitle() {
    var runs = SampleRuns()
    runs.addSeeds("gmf", nil, hitRatio: 0.6)
    runs.addSeeds("gmf", nil, batchSize: 7, hitRatio: 0.7)
    #expect(rows(runs).map { $0["change"] } == ["batch_size 7"])
  }

  @Test func whatIsMissingIsNeverZero() throws {
    var runs = SampleRuns()
    runs.addSeeds("gmf", nil, hitRatio: 0.6)
    runs.addSeeds("gmf", nil, batchSize: 1024, hitRatio: nil)
    let document = WhyReport().document(from: runs.input())
    let row = try #require(csvRows(document.data.csv).first)
    #expect(row["hr@10"] == "" && row["difference_hr@10"] == "" && row["verdict"] == "not finished")
    #expect(document.notes.contains { $0.contains("1 of 2 configurations") })
  }

  /// Other reports keep to one protocol.
  @Test func paperReportsTakeNoRunsOfAnotherProtocol() throws {
    var runs = SampleRuns()
    runs.add("neumf", negatives: 4, pretraining: true, hitRatio: 0.6)
    runs.add(
      "neumf", negatives: 4, pretraining: true, hitRatio: 0.9,
      evaluation: EvaluationProtocol(ties: .inFavour))
    let csv = try #require(ReportRegistry.report(named: "table-2")).document(from: runs.input()).data.csv
    #expect(csv.contains("0.6") && !csv.contains("0.9000"))
  }

  /// What a report leaves out, it says.
  @Test(arguments: ReportRegistry.all.map(\.name) + ["revisit"])
  func whatIsLeftOutIsSaid(report name: String) throws {
    var runs = SampleRuns()
    runs.add("neumf", negatives: 4, pretraining: true, hitRatio: 0.6)
    for seed in 1...2 { runs.add("neumf", seed: seed, hitRatio: 0.9, selection: .validation) }
    runs.add("mlp", hitRatio: 0.9, evaluation: EvaluationProtocol(ties: .inFavour))
    let report = try #require(ReportRegistry.report(named: name))
    let notes = report.document(from: runs.input()).notes
    #expect(notes.contains("Left out: 2 runs of another protocol (validation)."), "\(notes)")
    #expect(notes.contains("Left out: 1 run of another protocol (test, ties for)."))
    #expect(VerdictSheet(checking: runs.input()).document.notes.contains { $0.hasPrefix("Left out: 2 runs") })
    let why = try #require(ReportRegistry.report(named: "why"))
    #expect(!why.document(from: runs.input()).notes.contains { $0.hasPrefix("Left out") })
  }

  @Test func isFoundByItsName() {
    #expect(ReportRegistry.report(named: "why") != nil)
    #expect(!ReportRegistry.all.contains { $0.name == "why" }, "make reproduce is the paper's")
  }
}
