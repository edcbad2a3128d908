import ArgumentParser
import Foundation
import NCFReports

struct VerdictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict",
    abstract:
      "Check each claim of the paper against the stored runs: holds, does not hold, or not enough runs.",
    discussion: """
      Each verdict comes with its numbers, the test behind it and the rule by which it was reached. The files
      verdicts.csv, .md, .tex and .json say the same.

      EXAMPLE
        ncf-exp verdict --output results
      """)

  @OptionGroup var json: JSONOption
  @OptionGroup var inputs: ReportInputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the files.", valueName: "dir"))
  var output = "results"

  func run() throws {
    let sheet = try inputs.verdicts()
    if json.isChosen {
      print(String(decoding: try sheet.json, as: UTF8.self))
    } else {
      write(sheet)
    }
    for file in try ReportWriter(folder: URL(fileURLWithPath: output)).write(sheet) {
      StandardError.write("written: \(file.relativePath)")
    }
  }

  private func write(_ sheet: VerdictSheet) {
    var table = TextTable([("verdict", .left), ("data set", .left), ("claim", .left)])
    for verdict in sheet.verdicts {
      table.append([verdict.outcome.rawValue, verdict.dataset, verdict.statement])
    }
    print(table.text)
  }
}
