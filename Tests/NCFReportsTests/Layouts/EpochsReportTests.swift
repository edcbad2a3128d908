import NCFReports
import Testing

@Suite struct EpochsReportTests {
  private func sample(missingMLP: Bool = false) -> SampleRuns {
    var runs = SampleRuns()
    runs.add("gmf", negatives: 4, hitRatio: 0.64, curve: [0.1, 0.64, 0.6])
    runs.add(
      "mlp", layers: [64, 32, 16, 8], negatives: 4, hitRatio: missingMLP ? nil : 0.67,
      curve: [0.1, 0.5, 0.67])
    runs.add(
      "neumf", layers: [64, 32, 16, 8], negatives: 4, pretraining: false, hitRatio: 0.688,
      curve: [0.1, 0.6, 0.688])
    return runs
  }

  @Test func hasARowForEachMethodAndIteration() throws {
    let document = try Shipped.document("figure-6", sample())
    let rows = csvRows(document.data.csv)
    #expect(rows.count == 9)
    #expect(
      rows.map { $0["method"]! } == ["gmf", "gmf", "gmf", "mlp", "mlp", "mlp", "neumf", "neumf", "neumf"])
    #expect(rows[0]["epoch"] == "0" && rows[0]["loss"] == "" && rows[0]["hr@10"] == "0.100000")
    #expect(rows[1]["hr@10"] == "0.640000" && rows[1]["is_best"] == "1" && rows[1]["loss"] == "0.450000")
    #expect(rows[2]["hr@10"] == "0.600000" && rows[2]["is_best"] == "0")
  }

  @Test func namesTheRunsBehindEachRow() throws {
    var runs = SampleRuns()
    let run = runs.add("gmf", negatives: 4, seed: 17, hitRatio: 0.5)
    let document = try Shipped.document("figure-6", runs)
    let row = try #require(csvRows(document.data.csv).first)
    #expect(row["runs"] == run.identity.short)
    #expect(row["seed"] == "17" && row["engine"] == "0.1.0" && row["numerics"] == "1")
    #expect(row["data_digest"] == "ab12ab12ab12" && row["selection"] == "test" && row["scale"] == "full")
    #expect(document.markdown.contains(run.identity.short))
    #expect(document.latex.contains("% run \(run.identity.short); data ml-1m ab12ab12ab12"))
  }

  @Test func tellsBestFromLast() throws {
    let markdown = try Shipped.document("figure-6", sample()).markdown
    #expect(markdown.contains("best epoch") && markdown.contains("last epoch"))
    let gmf = markdown.split(separator: "\n").filter { $0.hasPrefix("| MovieLens | GMF") }
    #expect(gmf.count == 2)
    #expect(gmf[0].contains(" 1 ") && gmf[0].contains("0.6400"))
    #expect(gmf[1].contains(" 2 ") && gmf[1].contains("0.6000"))
  }

  @Test func missingRunIsMissingAndNotZero() throws {
    let document = try Shipped.document("figure-6", sample(missingMLP: true))
    let rows = csvRows(document.data.csv).filter { $0["method"] == "mlp" }
    #expect(rows.count == 1)
    #expect(rows[0]["status"] == "planned" && rows[0]["hr@10"] == "" && rows[0]["epoch"] == "")
    #expect(document.notes.contains { $0.hasPrefix("No finished run: MLP, 8 factors, ml-1m") })
    let mlp = try #require(csvRows(document.tables[0].csv).first { $0["method"] == "MLP" })
    #expect(mlp["HR@10"] == "" && mlp["difference"] == "" && mlp["best epoch"] == "")
    let series = try #require(document.figure).rows[0][1].series
    #expect(series[1].points.isEmpty && !series[0].points.isEmpty)
  }

  @Test func unfinishedRunGivesNoNumbers() throws {
    var runs = SampleRuns()
    runs.add("gmf", negatives: 4, hitRatio: 0.6, status: .running)
    let rows = csvRows(try Shipped.document("figure-6", runs).data.csv)
    #expect(rows[0]["status"] == "running" && rows[0]["hr@10"] == "")
  }

  @Test func averagesSeeds() throws {
    var runs = SampleRuns()
    for (seed, ratio) in [(1, 0.6), (2, 0.7)] {
      runs.add("gmf", negatives: 4, seed: seed, hitRatio: ratio, curve: [0.1, ratio])
    }
    let document = try Shipped.document("figure-6", runs)
    #expect(document.markdown.contains("0.6500 ± 0.0707"))
    #expect(csvRows(document.data.csv).filter { $0["method"] == "gmf" }.count == 4)
    let point = document.figure?.rows[0][1].series[0].points[1]
    #expect(abs((point?.y ?? 0) - 0.65) < 1e-9)
    #expect(abs((point?.deviation ?? 0) - 0.005.squareRoot()) < 1e-9)
  }

  @Test func comparesWithThePaper() throws {
    let markdown = try Shipped.document("figure-6", sample()).markdown
    let neumf = try #require(markdown.split(separator: "\n").first { $0.hasPrefix("| MovieLens | NeuMF") })
    #expect(neumf.contains("0.688") && neumf.contains("0.410"))
  }

  @Test func everyOutputNamesTheProtocol() throws {
    let document = try Shipped.document("figure-6", sample())
    for text in [document.markdown, document.latex, document.figure?.note ?? ""] {
      #expect(text.contains("best epoch on the test task, the authors' protocol"))
    }
    #expect(document.tables.allSatisfy { $0.caption.contains("Protocol: ") })
  }

  @Test func everyOutputOfASmokeRunSaysSo() throws {
    let document = try Shipped.document("figure-6", sample(), scale: .smoke)
    #expect(document.markdown.contains("SMOKE RUN") && document.latex.contains("SMOKE RUN"))
    #expect(document.tables.allSatisfy { $0.caption.hasPrefix("SMOKE RUN") })
    #expect(document.figure?.warning?.hasPrefix("SMOKE RUN") == true)
    #expect(csvRows(document.data.csv).allSatisfy { $0["scale"] == "smoke" })
  }

  @Test func mixesNoProtocols() throws {
    var runs = SampleRuns()
    runs.add("gmf", hitRatio: 0.6, curve: [0.1, 0.6], selection: .validation)
    runs.add("gmf", hitRatio: 0.9, curve: [0.1, 0.9])
    let document = try Shipped.document("figure-6", runs)
    #expect(!document.data.csv.contains("0.900000"))
    #expect(document.caption.contains("(validation)"))
  }
}
