import NCFEvaluation
import NCFExperiments
import NCFReports
import Testing

@Suite struct ContestReportTests {
  private func document(
    _ runs: SampleRuns = .ofRevisit(), search: HyperparameterSearch? = nil
  ) throws -> ReportDocument {
    try Shipped.report("revisit").document(from: runs.input(of: try Shipped.revisited, search: search))
  }

  private func table(_ caption: String, in document: ReportDocument) throws -> [[String: String]] {
    csvRows(try #require(document.tables.first { $0.caption.hasPrefix(caption) }).csv)
  }

  @Test func eachMethodHasTheTrialThatIsBestOnValidation() throws {
    let rows = csvRows(try document().data.csv)
    #expect(rows.map { $0["method"] } == ["itempop", "ease", "mf-sgd", "neumf"])
    #expect(rows.map { $0["hr@10"] } == ["0.400000", "0.720000", "0.680000", "0.640000"])
    #expect(rows.map { $0["full_hr@10"] } == ["0.100000", "0.200000", "0.300000", "0.360000"])
    #expect(rows.allSatisfy { $0["trials"] == "2" && $0["settings"]?.contains("learning_rate 0.01") == true })
    #expect(rows.allSatisfy { $0["microseconds_per_user"] == "25.0" && $0["parameters"] == "100" })
    // Two seconds for each of three epochs.
    #expect(rows.allSatisfy { $0["training_seconds"] == "6.000" })
  }

  @Test func tablesAreInTheOrderOfTheirMetric() throws {
    let document = try document()
    #expect(
      try table("Quality among sampled", in: document).map { $0["method"] }
        == ["EASEᴿ", "MF (SGD)", "NeuMF", "ItemPop"])
    #expect(
      try table("Quality among all", in: document).map { $0["method"] } == [
        "NeuMF", "MF (SGD)", "EASEᴿ", "ItemPop",
      ])
    #expect(
      try table("Cost", in: document).map { $0["chosen settings"] }
        == Array(repeating: "learning_rate 0.01", count: 4))
  }

  /// Where it was measured, the best method first.
  @Test func whatIsInTheListsHasATable() throws {
    #expect(try !document().tables.contains { $0.caption.hasPrefix("What is in the lists") })
    var runs = SampleRuns()
    for (method, ratio, coverage) in [("neumf", 0.64, 2500.0), ("mf", 0.68, 1500)] {
      runs.lists = ListMetrics([
        .sampled: ["coverage@10": 3000], .full: ["coverage@10": coverage, "arp@10": 40.25],
      ])
      runs.addTuned(method, hitRatio: ratio, full: 0.1)
    }
    let document = try document(runs)
    let rows = try table("What is in the lists", in: document)
    #expect(rows.map { $0["method"] } == ["MF", "MF", "NeuMF", "NeuMF"])
    #expect(rows.map { $0["Coverage@10"] } == ["3000", "1500", "3000", "2500"])
    #expect(rows.map { $0["ARP@10"] } == ["", "40.2", "", "40.2"])
    #expect(rows.map { $0["drawn from"] }.prefix(2) == ["samples", "all unseen items"])
    #expect(document.notes.contains { $0.contains("Elliot") })
  }

  @Test func publishedFiguresStandBeside() throws {
    let rows = try table("Quality among sampled", in: document())
    let neumf = try #require(rows.first { $0["method"] == "NeuMF" })
    #expect(neumf["published by"] == "Dacrema et al., TOIS 2021")
    #expect(rows.first { $0["method"] == "MF (SGD)" }?["published by"] == "")
    // The numbers of the paper's first version, which its authors changed later.
    #expect(
      try document().notes.contains {
        $0.contains("Earlier: ") && $0.contains("NeuMF HR@10 0.6725 in Dacrema et al., RecSys 2019")
      })
  }

  @Test func everyMethodIsTestedAgainstNeuMF() throws {
    let rows = try table("Every method against NeuMF", in: document())
    #expect(rows.count == 12 && rows.allSatisfy { $0["against"] == "NeuMF" && $0["real"] == "yes" })
    let ease = rows.filter { $0["method"] == "EASEᴿ" }
    #expect(ease.map { $0["metric"] }.first == "HR@10, sampled")
    #expect(ease.first?["difference"] == "0.0800")
    // Twenty-four pairs in each direction: the corrected values are not below the plain ones.
    for row in rows {
      let p = try #require(row["p"].flatMap(Double.init))
      #expect(p < 0.05)
    }
  }

  @Test func smallDifferencesAreNotReal() throws {
    var runs = SampleRuns()
    runs.addTuned("ease", hitRatio: 0.642, full: 0.3)
    runs.addTuned("neumf", hitRatio: 0.64, full: 0.3)
    let rows = try table("Every method against NeuMF", in: document(runs))
    #expect(rows.count == 4 && rows.allSatisfy { $0["real"] == "no" })
  }

  @Test func ordersAreCorrelated() throws {
    let rows = try table("Rank correlation", in: document())
    for row in rows {
      #expect(row["Kendall's τ"] == "0.000" && row["pairs in the same order"] == "3")
      #expect(row["pairs swapped"] == "3" && row["swapped, both real"] == "3")
    }
  }

  @Test func captionsNameTheBudget() throws {
    let search = HyperparameterSearch(budget: 12, seed: 3)
    #expect(
      try document(search: search).tables.allSatisfy {
        $0.caption.contains("12 trials") && $0.caption.contains("validation")
      })
    #expect(try !document().caption.contains("trials"))
  }

  /// A dozen trials of a network cost more than a hundred of a neighbourhood.
  @Test func captionsNameEachBudgetWhereTheyDiffer() throws {
    let searches = [
      "quick": HyperparameterSearch(budget: 128, seed: 1), "slow": HyperparameterSearch(budget: 12, seed: 1),
    ]
    let input = SampleRuns.ofRevisit().input(of: try Shipped.revisited, searches: searches)
    let caption = try Shipped.report("revisit").document(from: input).caption
    #expect(
      caption.contains("quick, random search, 128 trials") && caption.contains("; slow, random search, 12"))
  }

  /// A pre-trained model costs what it starts from as well.
  @Test func trainingIncludesThePrerequisites() throws {
    var runs = SampleRuns()
    let base = runs.add("gmf", hitRatio: 0.5, selection: .validation)
    let run = runs.add("neumf", hitRatio: 0.6, selection: .validation)
    runs.runs = [
      PlannedRun(
        identity: run.identity, configuration: run.configuration, datasetDigest: run.datasetDigest,
        prerequisites: ["gmf": base.identity], cost: 1)
    ]
    let rows = csvRows(try document(runs).data.csv)
    #expect(rows.map { $0["method"] } == ["neumf"] && rows[0]["training_seconds"] == "16.000")
  }

  @Test func whatIsMissingIsNeverZero() throws {
    var runs = SampleRuns()
    runs.addTuned("ease", hitRatio: nil, full: nil)
    runs.addTuned("neumf", hitRatio: 0.6, full: nil)
    let document = try document(runs)
    let row = try #require(csvRows(document.data.csv).first)
    #expect(row["full_hr@10"] == "" && row["microseconds_per_user"] == "")
    #expect(document.notes.contains { $0.contains("No finished run: EASEᴿ") })
    #expect(document.tables.allSatisfy { !$0.markdown.isEmpty })
  }

  @Test func thePictureHasBothPanels() throws {
    let figure = try #require(try document().figure)
    #expect(figure.rows.map(\.count) == [2])
    #expect(
      figure.rows[0].allSatisfy { $0.series.count == 4 && $0.series.allSatisfy { $0.points.count == 1 } })
  }
}
