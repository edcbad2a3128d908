import ArgumentParser
import Foundation
import NCFExperiments
import NCFReports
import NCFStudies

struct PageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Write a page of a study from stored runs.",
    discussion: """
      The page says what the runs show, sentence by sentence, by rules that stand on the page. Equal runs give equal
      bytes. Give it the --set, --seeds and --scale that the runs were made with.

      EXAMPLE
        ncf-exp page NAME --output docs
      """)

  @Argument(help: ArgumentHelp("A page of a study.", valueName: "name"))
  var name: String

  @OptionGroup var inputs: ReportInputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the file.", valueName: "dir"))
  var output = "results"

  func run() throws {
    let library = try inputs.studies.library()
    guard let (folder, page) = library.page(named: name) else {
      let names = library.folders.flatMap { $0.study.pages.map(\.name) }
      throw ValidationError(
        "there is no page \"\(name)\"; the pages are \(names.joined(separator: ", "))")
    }
    let document = try inputs.page(page, of: folder)
    for file in try ReportWriter(folder: URL(fileURLWithPath: output)).write(document) {
      print(file.relativePath)
    }
  }
}
