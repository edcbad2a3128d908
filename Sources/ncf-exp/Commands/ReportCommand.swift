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
      """)

  @Argument(
    help: ArgumentHelp("Names of reports; all of the paper's if none is given.", valueName: "name"),
    completion: .reports)
  var names: [String] = []

  @OptionGroup var inputs: ReportInputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the files.", valueName: "dir"))
  var output = "results"

  func run() throws {
    let writer = ReportWriter(folder: .init(fileURLWithPath: output))
    let names = names.isEmpty ? ReportRegistry.all.map(\.name) : names
    // Everything is read before anything is written.
    let documents = try names.map { name in try inputs.document(named: name) }
    for document in documents {
      for file in try writer.write(document) { print(file.relativePath) }
      if let warning = document.warning { StandardError.write("note: \(document.name): \(warning)") }
    }
  }
}
