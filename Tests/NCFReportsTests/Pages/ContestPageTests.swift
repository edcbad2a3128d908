import NCFReports
import Testing

@Suite struct ContestPageTests {
  private func page(_ runs: SampleRuns) throws -> String {
    try Shipped.page("revisited", runs).markdown
  }

  /// The answer that the overview gives to a question.
  private func answer(_ question: String, _ page: String) -> String? {
    page.split(separator: "\n").first { $0.hasPrefix("| \(question)") }.map {
      $0.split(separator: "|")[1].trimmingCharacters(in: .whitespaces)
    }
  }

  @Test func answersEveryQuestionByItsRule() throws {
    var runs = SampleRuns.ofRevisit()
    runs.addSimple(hitRatio: 0.50, full: 0.11)
    runs.addTuned("mlp", hitRatio: 0.60, full: 0.14)
    let page = try page(runs)
    #expect(answer("NeuMF is better than every other method.", page) == "contradicted")
    #expect(answer("Well-tuned neighbourhood, graph and linear methods", page) == "holds")
    #expect(answer("A well-tuned dot product beats MLP and NeuMF", page) == "holds")
    #expect(answer("Sampled metrics order methods", page) == "contradicted")
    #expect(answer("The published numbers of later work come back.", page) == "contradicted")
    #expect(page.contains("By NDCG@10, sampled, EASEᴿ is first"))
    #expect(page.contains("NeuMF is number 3 of 10"))
    #expect(page.contains("Against NeuMF, really better: EASEᴿ (+"))
    #expect(page.contains("By NDCG@10, full, NeuMF is first of 10 methods"))
    #expect(page.contains("3 of 45 pairs change places by HR@10"))
    #expect(page.contains("EASEᴿ is first among samples, NeuMF among all items."))
    #expect(page.contains("NeuMF (−0.0693)"))
  }

  @Test func withoutRealDifferencesNothingIsDecided() throws {
    var runs = SampleRuns()
    runs.addSimple(hitRatio: 0.642, full: 0.3, step: 0)
    runs.addTuned("ease", hitRatio: 0.642, full: 0.3)
    runs.addTuned("mf-sgd", hitRatio: 0.638, full: 0.302)
    runs.addTuned("mlp", hitRatio: 0.639, full: 0.303)
    runs.addTuned("neumf", hitRatio: 0.64, full: 0.301)
    let page = try page(runs)
    for question in [
      "NeuMF is better than every other method.", "Well-tuned neighbourhood, graph and linear methods",
      "A well-tuned dot product beats MLP and NeuMF",
      "Sampled metrics order methods",
    ] {
      #expect(answer(question, page) == "not decided", "\(question)")
    }
    #expect(page.contains("not to be told apart: "))
  }

  @Test func aMethodThatBeatsAllIsSaidToWin() throws {
    var runs = SampleRuns()
    runs.addSimple(hitRatio: 0.50, full: 0.1)
    runs.addTuned("ease", hitRatio: 0.60, full: 0.2)
    runs.addTuned("mf-sgd", hitRatio: 0.64, full: 0.25)
    runs.addTuned("mlp", hitRatio: 0.62, full: 0.22)
    runs.addTuned("neumf", hitRatio: 0.70, full: 0.3)
    let page = try page(runs)
    #expect(answer("NeuMF is better than every other method.", page) == "holds")
    #expect(answer("Well-tuned neighbourhood, graph and linear methods", page) == "contradicted")
    #expect(answer("A well-tuned dot product beats MLP and NeuMF", page) == "contradicted")
    #expect(answer("Sampled metrics order methods", page) == "holds")
  }

  /// A verdict on NeuMF and MLP takes the runs of both.
  @Test func withoutMLPThereIsNoVerdictOnBoth() throws {
    let page = try page(.ofRevisit())
    #expect(answer("A well-tuned dot product beats MLP and NeuMF", page) == "not enough runs")
    #expect(page.contains("**There are not enough runs.** Missing: MLP, ml-1m."))
    #expect(answer("NeuMF is better than every other method.", page) == "contradicted")
  }

  /// A verdict takes every run that its rule speaks of, whatever the others show.
  @Test func aPlannedMethodWithoutARunIsMissed() throws {
    var runs = SampleRuns()
    runs.addSimple(hitRatio: 0.60, full: 0.2)
    runs.addTuned("ease", hitRatio: nil, full: nil)
    runs.addTuned("neumf", hitRatio: 0.70, full: 0.3)
    let page = try page(runs)
    #expect(answer("NeuMF is better than every other method.", page) == "not enough runs")
    #expect(answer("Well-tuned neighbourhood, graph and linear methods", page) == "not enough runs")
    #expect(page.contains("Missing: EASEᴿ, ml-1m."))
  }

  @Test func missingRunsAreNamed() throws {
    var runs = SampleRuns()
    runs.addTuned("ease", hitRatio: nil, full: nil)
    runs.addTuned("neumf", hitRatio: 0.6, full: nil)
    #expect(try page(runs).contains("nothing is finished of EASEᴿ"))
    #expect(try page(SampleRuns()).hasPrefix("# NCF revisited"))
  }

  @Test func endsWithTheChosenRuns() throws {
    let runs = try SampleRuns.ofRevisit()
    let end = try #require(try page(runs).split(separator: "\n").last)
    #expect(end.hasPrefix("4 of 4 runs finished; seeds 1; engine "))
    #expect(end.contains("; data ml-1m ab12ab12ab12; runs "))
    let named = runs.runs.filter { end.contains($0.identity.short) }
    #expect(Set(named.map(\.configuration.method)).count == 4)
  }

  @Test func aSmokeRunSaysSo() throws {
    let text = try Shipped.page("revisited", .ofRevisit(), scale: .smoke).markdown
    #expect(text.contains("> **SMOKE RUN"))
  }

  @Test func thePictureStandsBesideThePage() throws {
    let document = try Shipped.page("revisited", .ofRevisit())
    #expect(document.figures.map(\.name) == ["revisited"] && document.markdown.contains("](revisited.svg)"))
    let empty = try Shipped.page("revisited", SampleRuns())
    #expect(empty.figures.isEmpty && !empty.markdown.contains(".svg"))
  }

  @Test func equalRunsGiveEqualBytes() throws {
    #expect(try page(.ofRevisit()) == page(.ofRevisit()))
  }
}
