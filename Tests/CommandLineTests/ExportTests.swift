import Foundation
import Testing

@Suite("Reports out of the program") struct ExportTests {
  private let sweep = #"""
    {"name": "out", "settings": {"dataset": "sample", "model": "gmf", "epochs": 2}, "sweep": {"factors": [4, 8]}}
    """#

  @Test("a report leaves in every form, and on a page") func forms() throws {
    try Program.withFolder { folder in
      let (spec, database) = ("\(folder)/out.json", "\(folder)/ncf.sqlite")
      try sweep.write(toFile: spec, atomically: true, encoding: .utf8)
      #expect(try Program.run(["run", spec, "--db", database, "--quiet"]).exitCode == 0)
      let common = ["--db", database, "--experiments", folder]
      for ending in ["csv", "jsonl", "md", "tex", "html"] {
        let outcome = try Program.run(["export", "\(folder)/x.\(ending)", "--report", "out"] + common)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let text = try String(contentsOfFile: "\(folder)/x.\(ending)", encoding: .utf8)
        #expect(text.contains("GMF") || text.contains("gmf"), "\(ending)")
      }
      // A file that is named as a report is that report.
      let named = try Program.run(["export", "\(folder)/out.html"] + common)
      #expect(named.exitCode == 0, "\(named.errors)")
      let page = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out.html"))
      #expect(page == FileManager.default.contents(atPath: "\(folder)/x.html"))
      let report = try Program.run(["report", "out", "--html", "--output", folder] + common)
      #expect(report.exitCode == 0 && report.output.contains("report.html"), "\(report.errors)")
      #expect(page == FileManager.default.contents(atPath: "\(folder)/report.html"))
    }
  }

  @Test("a table has no picture") func noPicture() throws {
    try Program.withFolder { folder in
      let outcome = try Program.run([
        "export", "\(folder)/x.svg", "--report", "quickstart", "--db", "\(folder)/none",
      ])
      #expect(outcome.exitCode == 66 && outcome.errors.contains("no picture"), "\(outcome.errors)")
    }
  }
}
