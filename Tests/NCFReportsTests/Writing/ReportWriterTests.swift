import Foundation
import NCFDiagnostics
import NCFReports
import NCFStudies
import Testing

@Suite struct ReportWriterTests {
  private func folder() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  }

  @Test func writesEveryReportTwiceAlike() throws {
    let (first, second) = (folder(), folder())
    defer { for folder in [first, second] { try? FileManager.default.removeItem(at: folder) } }
    let input = SampleRuns.ofThePaper().input(of: try Shipped.paper)
    for report in try Shipped.paper.study.sections.map(SectionReport.init) {
      let document = report.document(from: input)
      let files = try ReportWriter(folder: first).write(document)
      try ReportWriter(folder: second).write(report.document(from: input))
      let endings = document.figure == nil ? ["csv", "md", "tex"] : ["csv", "md", "tex", "svg", "pdf"]
      #expect(files.map(\.lastPathComponent) == endings.map { "\(report.name).\($0)" })
      for file in files {
        let twin = second.appendingPathComponent(file.lastPathComponent)
        #expect(try Data(contentsOf: file) == Data(contentsOf: twin), "\(file.lastPathComponent)")
      }
    }
  }

  @Test func folderThatCannotBeMadeIsOneLine() throws {
    let file = folder()
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let error = try #require(throws: InputError.self) {
      try ReportWriter(folder: file).write(Data(), to: "figure-6.csv")
    }
    #expect(error.kind == .cannotWrite && !error.description.contains("\n"))
  }
}
