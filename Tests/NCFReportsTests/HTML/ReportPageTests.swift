import Foundation
import NCFReports
import Testing

@Suite struct ReportPageTests {
  private func page(of runs: SampleRuns) throws -> ReportPage {
    let input = runs.input(published: try SampleRuns.published)
    return ReportPage(
      title: ReportPage.paperTitle, documents: ReportRegistry.all.map { $0.document(from: input) },
      verdicts: VerdictSheet(checking: input), inputs: [input])
  }

  private func text(_ page: ReportPage) throws -> String { String(decoding: try page.file(), as: UTF8.self) }

  @Test func holdsEveryReportAndRun() throws {
    let runs = SampleRuns.ofThePaper()
    let text = try text(page(of: runs))
    for report in ReportRegistry.all {
      #expect(text.contains("<section class=\"report\" id=\"\(report.name)\">"))
    }
    for run in runs.runs { #expect(text.contains("id=\"run-\(run.identity.short)\"")) }
    let verdicts = VerdictSheet(checking: runs.input()).verdicts
    #expect(text.components(separatedBy: "<details class=\"verdict ").count == 1 + verdicts.count)
    // As published, beside it as reproduced.
    #expect(text.contains(">published<") && text.contains(">reproduced<"))
  }

  @Test func needsNothingElse() throws {
    let text = try text(page(of: .ofThePaper()))
    let addresses = text.matches(of: #/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]*)/#).map(\.1)
    #expect(addresses.contains { $0.hasPrefix("#run-") })
    #expect(addresses.allSatisfy { $0.hasPrefix("#") || $0 == "data:," })
    #expect(!text.contains("@import") && !text.contains("<script src"))
  }

  @Test func equalRunsGiveEqualBytes() throws {
    #expect(try page(of: .ofThePaper()).file() == page(of: .ofThePaper()).file())
  }

  @Test func noIdStandsTwice() throws {
    let ids = try text(page(of: .ofThePaper())).matches(of: #/ id=["']([^"']*)["']/#).map { String($0.1) }
    #expect(ids.count > 100)
    #expect(Dictionary(grouping: ids) { $0 }.filter { $1.count > 1 }.keys.isEmpty)
  }

  @Test func hrefsLeadSomewhere() throws {
    let text = try text(page(of: .ofThePaper()))
    let ids = Set(text.matches(of: #/ id=["']([^"']*)["']/#).map { String($0.1) })
    let targets = Set(text.matches(of: #/href=["']#([^"']*)["']/#).map { String($0.1) })
    #expect(targets.subtracting(ids).isEmpty)
  }

  /// A data set may be called anything.
  @Test func namesAreNotMarkup() throws {
    let name = "<script>alert(1)</script>\"><img src=x>"
    var runs = SampleRuns()
    runs.add("gmf", dataset: name, hitRatio: 0.6)
    runs.add("neumf", dataset: name, layers: [64, 32, 16, 8], pretraining: false, hitRatio: 0.7)
    let text = try text(page(of: runs))
    #expect(text.contains("&lt;script&gt;alert(1)"))
    #expect(!text.contains("<script>alert") && !text.contains("<img"))
    #expect(text.components(separatedBy: "<script>").count == 2)
  }

  @Test func unfinishedRunsShowAsSuch() throws {
    var runs = SampleRuns()
    runs.add("gmf", hitRatio: nil)
    runs.add("mlp", layers: [64, 32, 16, 8], hitRatio: 0.6, status: .failed)
    let text = try text(page(of: runs))
    #expect(text.contains("<span class=\"outcome\">not run</span>"))
    #expect(text.contains("<span class=\"outcome\">failed</span>"))
  }

  @Test func smokeRunsCarryTheWarning() throws {
    let input = SampleRuns.ofThePaper().input(scale: .smoke)
    let page = ReportPage(
      title: "t", documents: [Figure6Report().document(from: input)], verdicts: nil, inputs: [input])
    #expect(try text(page).contains("<p class=\"warning\">SMOKE RUN"))
  }
}
