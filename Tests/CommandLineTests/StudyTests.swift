import Foundation
import Testing

/// A study of one's own, outside the project, from the docs alone.
@Suite("Studies from the command line") struct StudyTests {
  @Test("begin, check and reproduce one") func reproduce() throws {
    try Program.withFolder { folder in
      let (study, output) = ("\(folder)/My Paper", "\(folder)/results")
      let begun = try Program.run(["study", "new", study])
      #expect(begun.exitCode == 0, "\(begun.errors)")
      #expect(try Program.run(["study", "new", study]).exitCode == 73, "nothing is overwritten")

      let checked = try Program.run(["study", "check", study])
      #expect(checked.exitCode == 0 && checked.errors.isEmpty, "\(checked.errors)")
      #expect(
        checked.output.contains(
          "my-paper: 2 sections, 1 spec, 1 claim, 1 page, 4 published numbers: all read"))
      #expect(
        checked.output.contains("GMF has higher HR@10 and NDCG@10 than ItemPop at each of 4 and 8 factors."))

      let common = ["--db", "\(folder)/ncf.sqlite", "--output", output, "--quiet"]
      let whole = try Program.run(["reproduce", study] + common)
      #expect(whole.exitCode == 0, "\(whole.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: output)
      for file in [
        "my-paper-table.csv", "my-paper-table.tex", "my-paper-figure.svg", "my-paper-figure.pdf",
        "verdicts.json",
        "my-paper-page.md", "my-paper-page.svg", "report.html",
      ] { #expect(files.contains(file), "\(file)") }
      let page = try String(contentsOfFile: "\(output)/my-paper-page.md", encoding: .utf8)
      #expect(page.contains("Text of your own.") && page.contains("GMF beats ItemPop at every number"))
      let table = try String(contentsOfFile: "\(output)/my-paper-table.md", encoding: .utf8)
      #expect(table.contains("published") && table.contains("reproduced") && table.contains("0.300"))

      // Nothing is trained twice, and a part is a part.
      try FileManager.default.removeItem(atPath: output)
      let part = try Program.run(["reproduce", study, "--only", "my-paper-figure"] + common)
      #expect(
        part.exitCode == 0 && part.output.contains("5 finished before"), "\(part.output) \(part.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: output).allSatisfy {
          $0.hasPrefix("my-paper-figure")
        })
    }
  }

  @Test("what is wrong is one line with its place") func errors() throws {
    try Program.withFolder { folder in
      let study = "\(folder)/x"
      #expect(try Program.run(["study", "new", study]).exitCode == 0)
      let only = try Program.run(["reproduce", study, "--only", "x-figur", "--db", "\(folder)/ncf.sqlite"])
      #expect(only.exitCode == 66 && only.errors.contains("did you mean x-figure?"), "\(only.errors)")
      let file = "\(study)/study.json"
      let text = try String(contentsOfFile: file, encoding: .utf8)
      try text.replacing("\"kind\": \"curves\"", with: "\"kind\": \"curve\"")
        .write(toFile: file, atomically: true, encoding: .utf8)
      let checked = try Program.run(["study", "check", study])
      #expect(checked.exitCode == 65 && checked.errors.contains("study.json:sections[1].layout.kind:"))
      let absent = try Program.run(["study", "check", "he-2016"])
      #expect(absent.exitCode == 66 && absent.errors.contains("did you mean he-2017?"), "\(absent.errors)")
    }
  }

  @Test("specs are found by the names that studies know them by") func names() throws {
    try Program.withFolder { folder in
      let database = ["--db", "\(folder)/x.sqlite"]
      let plans = try ["experiments/he-2017/figure-6.json", "experiments/figure-6.json", "figure-6"].map {
        try Program.run(["plan", $0, "--set", "dataset=sample"] + database)
      }
      #expect(plans.allSatisfy { $0.exitCode == 0 && $0.output == plans[0].output })
      #expect(try Program.run(["plan", "figure-66"] + database).exitCode == 66)
    }
  }
}
