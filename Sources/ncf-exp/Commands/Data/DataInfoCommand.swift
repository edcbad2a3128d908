import ArgumentParser
import NCFData

struct DataInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info", abstract: "Describe data sets, as Table 1 of the paper does.",
    discussion: """
      EXAMPLES
        ncf-exp data info ml-1m --data DIR
        ncf-exp data info --json
      """)

  @Argument(
    help: ArgumentHelp("Names of data sets; all that are found if none is given.", valueName: "name"),
    completion: .datasets)
  var names: [String] = []
  @Flag(help: "One JSON array, for programs.")
  var json = false
  @OptionGroup var data: DataOptions

  func run() throws {
    let locator = data.locator
    let files = names.isEmpty ? locator.available() : try names.map { try locator.locate($0) }
    let datasets = try files.map { try DatasetReader.read($0) }
    if json { return try JSONOutput.write(zip(files, datasets).map(DatasetDescription.init)) }
    var table = TextTable([
      ("data set", .left), ("users", .right), ("items", .right), ("interactions", .right),
      ("training", .right),
      ("test cases", .right), ("sparsity", .right), ("per user", .right), ("digest", .left),
    ])
    for dataset in datasets {
      let statistics = DatasetStatistics(of: dataset)
      table.append([
        dataset.name, "\(statistics.userCount)", "\(statistics.itemCount)",
        "\(statistics.interactionCount)",
        "\(statistics.trainingInteractionCount)", "\(statistics.testCaseCount)",
        "\((100 * statistics.sparsity).decimals(2)) %",
        "\(statistics.minimumPerUser)–\(statistics.medianPerUser.decimals(0))–\(statistics.maximumPerUser)",
        String(dataset.digest.prefix(12)),
      ])
    }
    print(table.text)
  }
}

/// A data set as `--json` describes it.
private struct DatasetDescription: Encodable {
  let name: String
  let folder: String
  let users: Int
  let items: Int
  let interactions: Int
  let trainingInteractions: Int
  let testCases: Int
  let sparsity: Double
  let minimumPerUser: Int
  let medianPerUser: Double
  let maximumPerUser: Int
  let digest: String

  init(_ files: DatasetFiles, _ dataset: Dataset) {
    let statistics = DatasetStatistics(of: dataset)
    name = dataset.name
    folder = files.directory
    users = statistics.userCount
    items = statistics.itemCount
    interactions = statistics.interactionCount
    trainingInteractions = statistics.trainingInteractionCount
    testCases = statistics.testCaseCount
    sparsity = statistics.sparsity
    minimumPerUser = statistics.minimumPerUser
    medianPerUser = statistics.medianPerUser
    maximumPerUser = statistics.maximumPerUser
    digest = dataset.digest
  }
}
