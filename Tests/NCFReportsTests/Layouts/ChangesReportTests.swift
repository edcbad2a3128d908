import NCFExperiments
import NCFReports
import Testing

@Suite struct ChangesReportTests {
  private func rows(_ runs: SampleRuns) throws -> [[String: String]] {
    csvRows(try Shipped.document("why", runs).data.csv)
  }

  @Test func theWorstChangeComesFirst() throws {
    let rows = try rows(.ofWhy())
    #expect(rows.map { $0["method"] } == Array(repeating: ["GMF", "MLP", "NeuMF"], count: 3).flatMap { $0 })
    #expect(
      stride(from: 0, to: 9, by: 3).map { rows[$0]["settings"] }
        == ["batch_size 99000", "batch_size 1024", "ties for"])
    #expect(
      stride(from: 0, to: 9, by: 3).map { rows[$0]["verdict"] }
        == ["lower", "no real difference", "higher, but not comparable"])
  }

  @Test func differencesAreThoseOfOneSeed() throws {
    let row = try #require(try rows(.ofWhy()).first)
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
      return try #require(try rows(runs).first)
    }
    let (shared, more) = (try row([]), try row([(4, 0.2), (5, 0.2)]))
    #expect(shared["p_t_test_hr@10"]?.isEmpty == false)
    for column in [
      "difference_hr@10", "p_t_test_hr@10", "p_holm_hr@10", "lower_hr@10", "upper_hr@10", "verdict",
    ] {
      #expect(more[column] == shared[column], "\(column)")
    }
  }

  @Test func withoutACommonSeedThereIsNoVerdict() throws {
    var runs = SampleRuns()
    runs.add("gmf", batchSize: 256, seed: 1, hitRatio: 0.6)
    runs.add("gmf", batchSize: 1024, seed: 2, hitRatio: 0.7)
    #expect(try rows(runs).map { $0["verdict"] } == ["no seed in common"])
  }

  /// A run of another protocol is no reference, whatever it is called.
  @Test func aReferenceIsTheFirstConfigurationOfItsMethod() throws {
    var runs = SampleRuns()
    runs.addSeeds("gmf", nil, hitRatio: 0.6)
    runs.addSeeds("gmf", nil, hitRatio: 0.9, evaluation: EvaluationProtocol(heldOutItem: .random))
    runs.addSeeds("neumf", true, hitRatio: 0.6)
    let rows = try rows(runs)
    #expect(rows.count == 1 && rows[0]["reference_hr@10"] == "0.600000")
    #expect(rows[0]["selection"] == "test, held_out random")
  }

  @Test func aChangeThatNobodyKnowsHasItsSettingsForATitle() throws {
    var runs = SampleRuns()
    runs.addSeeds("gmf", nil, hitRatio: 0.6)
    runs.addSeeds("gmf", nil, batchSize: 7, hitRatio: 0.7)
    #expect(try rows(runs).map { $0["change"] } == ["batch_size 7"])
  }

  @Test func whatIsMissingIsNeverZero() throws {
    var runs = SampleRuns()
    runs.addSeeds("gmf", nil, hitRatio: 0.6)
    runs.addSeeds("gmf", nil, batchSize: 1024, hitRatio: nil)
    let document = try Shipped.document("why", runs)
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
    let csv = try Shipped.document("table-2", runs).data.csv
    #expect(csv.contains("0.6") && !csv.contains("0.9000"))
  }

  /// What a report leaves out, it says.
  @Test(arguments: Shipped.sections + ["revisit"])
  func whatIsLeftOutIsSaid(report name: String) throws {
    var runs = SampleRuns()
    runs.add("neumf", negatives: 4, pretraining: true, hitRatio: 0.6)
    for seed in 1...2 { runs.add("neumf", seed: seed, hitRatio: 0.9, selection: .validation) }
    runs.add("mlp", hitRatio: 0.9, evaluation: EvaluationProtocol(ties: .inFavour))
    let notes = try Shipped.document(name, runs).notes
    #expect(notes.contains("Left out: 2 runs of another protocol (validation)."), "\(notes)")
    #expect(notes.contains("Left out: 1 run of another protocol (test, ties for)."))
    #expect(try Shipped.sheet(runs.input()).document.notes.contains { $0.hasPrefix("Left out: 2 runs") })
    #expect(try !Shipped.document("why", runs).notes.contains { $0.hasPrefix("Left out") })
  }
}
