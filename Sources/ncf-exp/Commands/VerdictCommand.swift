import ArgumentParser
import Foundation
import NCFReports

struct VerdictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict",
    abstract:
      "Check each claim of a study against the stored runs: holds, contradicted, not decided, or not enough runs.",
    discussion: """
      Each verdict comes with its numbers, the test behind it and the rule by which it was reached. The files
      verdicts.csv, .md, .tex and .json say the same.

      EXAMPLES
        ncf-exp verdict --output results                 the claims of the first study
        ncf-exp verdict --study mine
      """)

  @OptionGroup var json: JSONOption
  @OptionGroup var inputs: ReportInputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the files.", valueName: "dir"))
  var output = "results"

  func run() throws {
    let folder = try inputs.studies.study(in: inputs.studies.library())
    guard !folder.study.claims.isEmpty else {
      throw ValidationError("the study \(folder.study.name) has no claims")
    }
    let sheet = try inputs.verdicts(of: folder)
    if json.isChosen {
      print(String(decoding: try sheet.json, as: UTF8.self))
    } else {
      Self.write(sheet)
    }
    for file in try ReportWriter(folder: URL(fileURLWithPath: output)).write(sheet) {
      StandardError.write("written: \(file.relativePath)")
    }
  }

  static func write(_ sheet: VerdictSheet) {
    var table = TextTable([("verdict", .left), ("data set", .left), ("claim", .left)])
    for verdict in sheet.verdicts {
      table.append([verdict.outcome.rawValue, verdict.dataset, verdict.statement])
    }
    print(table.text)
  }
}
