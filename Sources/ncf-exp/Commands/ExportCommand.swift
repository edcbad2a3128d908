import ArgumentParser
import Foundation
import NCFReports
import NCFStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write finished runs, or one report, into a file; what it holds goes by the file's ending.",
    discussion: """
      Runs are JSON lines, one run a line, to be imported elsewhere. A report is named by --report, or by the file:
      csv, md and tex give its table, svg and pdf its picture, html a page that needs no other file. With --report,
      jsonl gives the rows of the csv file.

      EXAMPLES
        ncf-exp export runs.jsonl --experiment figure-6
        ncf-exp export table-2.tex
        ncf-exp export losses.pdf --report figure-6
        ncf-exp export report.html                       every report of the paper
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
  var file: String
  @Option(help: "Only the runs of this experiment.", completion: .experiments)
  var experiment: String?
  @Option(
    name: .customLong("report"),
    help: ArgumentHelp("A report, as ncf-exp report names it, or verdicts.", valueName: "name"))
  var report: String?
  @OptionGroup var inputs: ReportInputOptions

  func validate() throws {
    if experiment != nil, report != nil { throw ValidationError("give either --experiment or --report") }
  }

  func run() throws {
    let target = URL(fileURLWithPath: file)
    let stem = target.deletingPathExtension().lastPathComponent
    let content: Data
    if target.pathExtension == "html" {
      content = try inputs.page(named: report ?? (inputs.hasSpec(stem) ? stem : nil)).file()
    } else if let format = ReportFormat(rawValue: target.pathExtension), report != nil || format != .jsonLines
    {
      content = try inputs.document(named: report ?? stem).content(as: format)
    } else {
      return try exportRuns()
    }
    try ReportWriter(folder: target.deletingLastPathComponent()).write(content, to: target.lastPathComponent)
    print("written: \(file)")
  }

  private func exportRuns() throws {
    let store = try inputs.store.open(.readOnly)
    let runs = try store.runs(matching: RunFilter(experiment: experiment, state: .finished))
    print("\(try store.export(identities: runs.map(\.identity), to: file)) runs written to \(file)")
  }
}

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract:
      "Read runs that export wrote. Runs that are there already are recognised; conflicts are refused.",
    discussion: """
      EXAMPLE
        ncf-exp import runs.jsonl
      """)

  @Argument(
    help: ArgumentHelp("The file to read.", valueName: "file"), completion: .file(extensions: ["jsonl"]))
  var file: String
  @OptionGroup var store: StoreOptions

  func run() throws {
    let summary = try store.open(.readWrite).importRuns(from: file)
    print("\(summary.added) runs added, \(summary.known) known already")
  }
}
