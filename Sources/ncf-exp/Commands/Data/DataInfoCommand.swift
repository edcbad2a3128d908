import ArgumentParser
import NCFData

struct DataInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describe data sets: size, sparsity, and what is odd about them.",
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
      ("data set", .left), ("users", .right), ("items", .right), ("interactions", .right), ("pairs", .right),
      ("training", .right), ("test cases", .right), ("sparsity", .right), ("per user", .right),
      ("digest", .left),
    ])
    for dataset in datasets {
      let statistics = DatasetStatistics(of: dataset)
      table.append([
        dataset.name, "\(statistics.userCount)", "\(statistics.itemCount)",
        "\(statistics.interactionCount)", "\(statistics.pairCount)",
        "\(statistics.trainingInteractionCount)", "\(statistics.testCaseCount)",
        "\((100 * statistics.sparsity).decimals(2)) %",
        "\(statistics.minimumPerUser)–\(statistics.medianPerUser.decimals(0))–\(statistics.maximumPerUser)",
        String(dataset.digest.prefix(12)),
      ])
    }
    print(table.text)
    for dataset in datasets {
      let oddities = DatasetOddities(of: dataset)
      guard !oddities.all.isEmpty else { continue }
      print("\n\(dataset.name):")
      for oddity in oddities.all { print("  \(oddity.sentence)") }
    }
  }
}

/// What is odd about a data set as `--json` describes it.
struct OddityDescription: Encodable {
  let kind: String
  let count: Int
  let finding: String
  let treatment: String

  init(_ oddity: DatasetOddities.Oddity) {
    kind = oddity.kind.rawValue
    count = oddity.count
    finding = oddity.finding
    treatment = oddity.treatment
  }
}

extension DatasetOddities.Oddity {
  /// The line of listings for people.
  var sentence: String { "\(finding); \(treatment)" }
}

/// A data set as `--json` describes it.
private struct DatasetDescription: Encodable {
  let name: String
  let folder: String
  let users: Int
  let items: Int
  let interactions: Int
  let pairs: Int
  let trainingRows: Int
  let trainingInteractions: Int
  let testCases: Int
  let sparsity: Double
  let minimumPerUser: Int
  let medianPerUser: Double
  let maximumPerUser: Int
  let digest: String
  let oddities: [OddityDescription]

  init(_ files: DatasetFiles, _ dataset: Dataset) {
    let statistics = DatasetStatistics(of: dataset)
    name = dataset.name
    folder = files.directory
    users = statistics.userCount
    items = statistics.itemCount
    interactions = statistics.interactionCount
    pairs = statistics.pairCount
    trainingRows = statistics.trainingRowCount
    trainingInteractions = statistics.trainingInteractionCount
    testCases = statistics.testCaseCount
    sparsity = statistics.sparsity
    minimumPerUser = statistics.minimumPerUser
    medianPerUser = statistics.medianPerUser
    maximumPerUser = statistics.maximumPerUser
    digest = dataset.digest
    oddities = DatasetOddities(of: dataset).all.map(OddityDescription.init)
  }
}
