import Foundation
import Testing

@Suite("The revisit experiment from the command line") struct RevisitTests {
  /// Every method on the small data set, in seconds; the page from imported runs is the page from the runs themselves.
  @Test("runs, reports, and writes its page again from exported runs") func page() throws {
    try Program.withFolder { folder in
      let options = ["--scale", "smoke", "--set", "dataset=sample"]
      let database = "\(folder)/ncf.sqlite"
      let run = try Program.run(
        ["run", "quick", "factorisation", "networks", "--db", database, "--quiet"] + options)
      #expect(run.exitCode == 0, "\(run.errors)")

      let report = try Program.run(["report", "revisit", "--db", database, "--output", folder] + options)
      #expect(report.exitCode == 0, "\(report.errors)")
      let table = try String(contentsOfFile: "\(folder)/revisit.csv", encoding: .utf8)
      #expect(table.split(whereSeparator: \.isNewline).count == 16)

      let other = "\(folder)/other.sqlite"
      #expect(try Program.run(["export", "\(folder)/runs.jsonl", "--db", database]).exitCode == 0)
      #expect(try Program.run(["import", "\(folder)/runs.jsonl", "--db", other]).exitCode == 0)
      let pages = try [database, other].map { database in
        let page = try Program.run(["page", "revisited", "--db", database, "--output", folder] + options)
        #expect(page.exitCode == 0, "\(page.errors)")
        return try String(contentsOfFile: "\(folder)/revisited.md", encoding: .utf8)
      }
      #expect(pages[0] == pages[1])
      #expect(pages[0].contains("SMOKE RUN") && pages[0].contains("Does NCF still win?"))
    }
  }

  @Test("there is no other page") func unknownPage() throws {
    let outcome = try Program.run(["page", "nothing"])
    #expect(outcome.exitCode == 64 && outcome.errors.contains("revisited"))
  }
}
