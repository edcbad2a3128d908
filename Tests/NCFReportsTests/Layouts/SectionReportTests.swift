import NCFReports
import NCFStudies
import Testing

@Suite struct SectionReportTests {
  @Test func thePaperHasItsTablesAndFigures() throws {
    let sections = try Shipped.paper.study.sections.map(\.name)
    #expect(Array(sections.prefix(Shipped.sections.count)) == Shipped.sections)
  }

  @Test(arguments: Shipped.sections + ["revisit", "why"])
  func standsWithoutAnyRun(_ name: String) throws {
    let document = try Shipped.document(name, SampleRuns())
    #expect(document.markdown.hasPrefix("# "))
    #expect(document.caption.contains("Protocol"))
  }
}
