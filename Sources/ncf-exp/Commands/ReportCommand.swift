import ArgumentParser
import NCFReports

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write tables and pictures of stored runs: CSV, Markdown, LaTeX, and SVG and PDF for figures.",
    discussion: """
      A report shows the runs of its spec, experiments/NAME.json. Runs that are not finished show as missing.
      Give it the --set, --seeds and --scale that the runs were made with.

      EXAMPLES
        ncf-exp report figure-6
        ncf-exp report neg_ratio --output tables
        ncf-exp report                                   every report of the paper
        ncf-exp report --html                            the same, and all of it on one page, report.html
      """)

  @Argument(
    help: ArgumentHelp("Names of reports; all of the paper's if none is given.", valueName: "name"),
    completion: .reports)
  var names: [String] = []

  @OptionGroup var inputs: ReportInputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the files.", valueName: "dir"))
  var output = "results"

  @Flag(
    help:
      "Also write report.html: these reports and every run on one page that needs no other file and no network."
  )
  var html = false

  func run() throws {
    let writer = ReportWriter(folder: .init(fileURLWithPath: output))
    let names = names.isEmpty ? ReportRegistry.all.map(\.name) : names
    // Everything is read before anything is written.
    let reports = try names.map { name in try inputs.report(named: name) }
    let page = try html ? inputs.page(of: reports) : nil
    for document in reports.map(\.document) {
      for file in try writer.write(document) { print(file.relativePath) }
      if let warning = document.warning { StandardError.write("note: \(document.name): \(warning)") }
    }
    if let page { print(try writer.write(page).relativePath) }
  }
}
