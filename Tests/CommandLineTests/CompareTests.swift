import Foundation
import Testing

@Suite("Comparing runs from the command line") struct CompareTests {
  @Test("sides by settings and by id, as text, JSON and files") func compare() throws {
    try Program.withFolder { folder in
      let database = ["--db", "\(folder)/ncf.sqlite"]
      let run = try Program.run(["run", "experiments/quickstart.json", "--seeds", "2", "--quiet"] + database)
      #expect(run.exitCode == 0, "\(run.errors)")
      let text = try Program.run(["compare", "neumf", "gmf"] + database)
      #expect(text.exitCode == 0 && text.output.contains("95% interval") && text.output.contains("won"))
      #expect(text.output.contains("NeuMF and GMF on sample."))

      struct Report: Decodable {
        struct Side: Decodable { let title: String, runs: [String] }
        struct Difference: Decodable {}
        let sides: [Side], differences: [Difference]
      }
      let json = try Program.run(["compare", "neumf", "gmf", "mlp", "--json"] + database)
      let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
      #expect(report.sides.map(\.runs.count) == [2, 2, 2] && report.differences.count == 6)

      let ids = report.sides.map { String($0.runs[0].prefix(12)) }
      for ending in ["md", "tex", "csv", "svg", "html"] {
        let file = "\(folder)/comparison.\(ending)"
        let outcome = try Program.run(["compare", ids[0], ids[1], "-o", file] + database)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try !Data(contentsOf: URL(fileURLWithPath: file)).isEmpty)
      }
    }
  }

  @Test("a side that is none, or several, is refused in one line") func refusals() throws {
    try Program.withFolder { folder in
      let database = ["--db", "\(folder)/ncf.sqlite"]
      _ = try Program.run(["run", "experiments/quickstart.json", "--quiet"] + database)
      for epochs in ["epochs=3", "epochs=4"] {
        _ = try Program.run(
          ["run", "experiments/quickstart.json", "--quiet", "--set", "batch_size=64", "--set", epochs]
            + database)
      }
      let cases = [
        (["neumf epoch=2", "gmf"], Int32(65), "did you mean \"epochs\"?"),
        (["bpr", "gmf"], 66, "no finished run is \"bpr\""),
        (["neumf epochs=77", "gmf"], 66, "no finished run"),
        (["neumf"], 64, "two sides"),
        (["gmf batch_size=64", "neumf"], 65, "2 configurations fit; they differ in epochs (3, 4)"),
      ]
      for (sides, code, words) in cases {
        let outcome = try Program.run(["compare"] + sides + database)
        #expect(outcome.exitCode == code && outcome.errors.contains(words), "\(sides): \(outcome.errors)")
      }
    }
  }
}
