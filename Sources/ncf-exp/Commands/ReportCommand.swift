import ArgumentParser
import NCFReports
import NCFStudies

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write tables and pictures of stored runs: CSV, Markdown, LaTeX, and SVG and PDF for figures.",
    discussion: """
      A report is a section of a study, or a spec, by name. Runs that are not finished show as missing. Give it the
      --set, --seeds and --scale that the runs were made with.

      EXAMPLES
        ncf-exp report neg_ratio --output tables
        ncf-exp report                                   every section of the first study
        ncf-exp report --html                            the same, and all of it on one page, report.html
        ncf-exp report --study mine                      every section of the study in the folder mine
      """)

  @Argument(
    help: ArgumentHelp("Names of reports; all of the study's if none is given.", valueName: "name"),
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
    // Everything is read before anything is written.
    let (reports, page) = try made()
    for document in reports.map(\.document) {
      for file in try writer.write(document) { print(file.relativePath) }
      if let warning = document.warning { StandardError.write("note: \(document.name): \(warning)") }
    }
    if let page { print(try writer.write(page).relativePath) }
  }
  /// The reports, and the page where it is asked for. Without names they are those of a study, with its verdicts.
  private func made() throws -> (reports: [ReportInputOptions.Made], page: ReportPage?) {
    guard names.isEmpty else {
      let reports = try names.map { try inputs.report(named: $0) }
      let title = reports.count == 1 ? reports[0].document.title : "Reports"
      let page = ReportPage(
        title: title, documents: reports.map(\.document), verdicts: [], inputs: reports.map(\.input))
      return (reports, html ? page : nil)
    }
    let folder = try inputs.studies.study(in: inputs.studies.library())
    let reports = try inputs.reports(of: folder)
    return (reports, html ? try inputs.page(of: folder, reports) : nil)
  }
}
