import ArgumentParser
import Foundation
import NCFData
import NCFDiagnostics

struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch the authors' data sets from their public repository, and verify them.",
    discussion: """
      What is there already is not fetched again, and an interrupted fetch goes on where it stopped. Files are kept
      only if they are, byte for byte, those that the authors published.

      EXAMPLES
        ncf-exp data fetch ml-1m
        ncf-exp data fetch pinterest-20 --output DIR/pinterest-20
      """)

  @Argument(
    help: ArgumentHelp(
      "Data sets: \(PublishedDataset.all.map(\.name).joined(separator: ", ")).", valueName: "name"),
    completion: .publishedDatasets)
  var names: [String]
  @Option(
    help: ArgumentHelp("The folder for the files (default: Data/NAME).", valueName: "dir"))
  var output: String?
  @Option(
    help: ArgumentHelp(
      "A mirror: the address of a folder with the files. Without it, NCF_DATA_SOURCE, then the authors' repository.",
      valueName: "url"))
  var source: String?

  func validate() throws {
    guard !names.isEmpty else { throw ValidationError("name a data set") }
    guard names.count == 1 || output == nil else {
      throw ValidationError("--output is the folder of one data set; fetch them one by one")
    }
  }

  func run() throws {
    let datasets = try names.map(Self.published)
    let fetcher = try DatasetFetcher(
      source: source, environment: ProcessInfo.processInfo.environment,
      observer: FetchProgress(isInteractive: Terminal.isInteractive()))
    for dataset in datasets {
      let files = try fetcher.fetch(dataset, into: output ?? "Data/\(dataset.name)")
      for path in files.all { print(path) }
    }
  }

  private static func published(_ name: String) throws -> PublishedDataset {
    if let dataset = PublishedDataset.named(name) { return dataset }
    let known = PublishedDataset.all.map(\.name)
    throw InputError(
      .missing, problem: "the authors published no data set \"\(name)\"",
      remedy: nearestMatch(to: name, among: known).map { "did you mean \"\($0)\"?" }
        ?? "they published \(known.joined(separator: " and ")); ncf-exp data prepare takes others")
  }
}
