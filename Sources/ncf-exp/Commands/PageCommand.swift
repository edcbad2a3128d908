import ArgumentParser
import Foundation
import NCFExperiments
import NCFReports

struct PageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Write a page of the documentation from stored runs.",
    discussion: """
      The page says what the runs show, sentence by sentence, by rules that stand on the page. Equal runs give equal
      bytes. Give it the --set, --seeds and --scale that the runs were made with.

      EXAMPLE
        ncf-exp page revisited
      """)

  @Argument(
    help: ArgumentHelp(
      "Page: \(PageRegistry.all.map(\.name).joined(separator: ", ")).", valueName: "name"))
  var name: String

  @OptionGroup var inputs: ReportInputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the file.", valueName: "dir"))
  var output = "results"

  func run() throws {
    guard let page = PageRegistry.page(named: name) else {
      let names = PageRegistry.all.map(\.name)
      throw ValidationError(
        "there is no page \"\(name)\"; the pages are \(names.joined(separator: ", "))")
    }
    let specs = try page.experiments.map { try ExperimentSpec.read(file: "\(inputs.experiments)/\($0).json") }
    let document = page.document(from: try inputs.input(of: specs))
    for file in try ReportWriter(folder: URL(fileURLWithPath: output)).write(document) {
      print(file.relativePath)
    }
  }
}
