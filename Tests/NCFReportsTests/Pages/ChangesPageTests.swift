import NCFExperiments
import NCFReports
import Testing

@Suite struct ChangesPageTests {
  private func page(_ runs: SampleRuns, scale: ReportInput.Scale = .full) throws -> String {
    try Shipped.page("why-lower", runs, scale: scale).markdown
  }

  /// The cells of the row of a change.
  private func row(_ title: String, _ page: String) throws -> [String] {
    let line = try #require(page.split(separator: "\n").first { $0.hasPrefix("| \(title)") })
    return line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func saysWhatEachChangeDoes() throws {
    let page = try page(.ofWhy())
    let large = try row("Batches of 99,000", page)
    #expect(large[1] == "−0.2000 GMF, −0.2000 MLP, −0.2000 NeuMF" && large[3] == "lower")
    #expect(large[4].contains("loss of epoch 1 0.650, in the reference 0.450"))
    #expect(large[4].contains("HR@10 is about ItemPop's, 0.450: GMF, MLP, NeuMF."))
    let small = try row("Batches of 1,024", page)
    #expect(small[3] == "no real difference" && small[4].contains("neither losses nor epochs"))
    let ties = try row("Ties counted for", page)
    #expect(ties[3] == "higher, but not comparable: the metric is another one")
    #expect(ties[4].contains("Every epoch's loss is the reference's, bit by bit"))
  }

  /// A change of the epoch alone shows what lies between the best and the last.
  @Test func theLastEpochHasItsFall() throws {
    var runs = SampleRuns()
    runs.add("gmf", hitRatio: 0.7, curve: [0.1, 0.5, 0.7, 0.6])
    runs.add("gmf", hitRatio: 0.6, curve: [0.1, 0.5, 0.7, 0.6], selection: .last)
    let last = try row("The last epoch's figures", page(runs))
    #expect(last[3] == "lower, but not comparable: the paper's figures are those of the best epoch")
    #expect(last[4].contains("HR@10 is best in epoch 2, and 0.100 lower in the last."))
  }

  @Test func sumsUpByRule() throws {
    let page = try page(.ofWhy())
    #expect(page.contains("- **The model is really worse, for at least one method:** Batches of 99,000"))
    #expect(page.contains("higher, but wrong to set beside the paper's:** Ties counted for the test item"))
    #expect(page.contains("- **The model is no worse, whatever one expects:** Batches of 1,024"))
    #expect(page.contains("NeuMF, with pre-training has HR@10 0.6400, in the paper 0.684 (−0.0440)"))
  }

  @Test func aChangeMayHarmOneMethodOnly() throws {
    var runs = SampleRuns()
    for model in ["gmf", "mlp"] { runs.addSeeds(model, nil, hitRatio: 0.64) }
    runs.addSeeds("gmf", nil, batchSize: 1024, hitRatio: 0.5, lossShift: 0.1)
    runs.addSeeds("mlp", nil, batchSize: 1024, hitRatio: 0.64, lossShift: 0.1)
    #expect(try row("Batches of 1,024", page(runs))[3] == "lower (GMF); no real difference (MLP)")
  }

  @Test func withoutRunsItSaysSo() throws {
    #expect(try page(SampleRuns()).hasPrefix("# Why are my numbers lower"))
    var runs = SampleRuns()
    runs.addSeeds("gmf", nil, hitRatio: nil)
    runs.addSeeds("gmf", nil, batchSize: 1024, hitRatio: nil)
    let page = try page(runs)
    #expect(page.contains("Not enough runs.") && page.contains("not finished"))
  }

  @Test func aSmokeRunSaysSo() throws {
    #expect(try page(.ofWhy(), scale: .smoke).contains("> **SMOKE RUN"))
  }

  @Test func equalRunsGiveEqualBytes() throws {
    #expect(try page(.ofWhy()) == page(.ofWhy()))
  }
}
