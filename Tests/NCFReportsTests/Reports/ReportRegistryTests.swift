import NCFReports
import Testing

@Suite struct ReportRegistryTests {
  @Test func holdsEveryTableAndFigure() {
    #expect(
      ReportRegistry.all.map(\.name) == [
        "table-1", "figure-4", "figure-5", "figure-6", "figure-7", "table-2", "table-3", "table-4",
      ])
  }

  @Test(arguments: ReportRegistry.all.map(\.name))
  func standsWithoutAnyRun(_ name: String) throws {
    let document = try #require(ReportRegistry.report(named: name)).document(from: SampleRuns().input())
    #expect(document.markdown.hasPrefix("# "))
    #expect(document.caption.contains("Protocol: "))
  }

  @Test func unknownNameIsNil() { #expect(ReportRegistry.report(named: "figure-9") == nil) }
}
