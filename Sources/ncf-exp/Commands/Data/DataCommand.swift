import ArgumentParser
import NCFData
import NCFDiagnostics

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Fetch, prepare, verify and describe data sets, or make synthetic ones.",
    subcommands: [
      DataFetchCommand.self, DataPrepareCommand.self, DataVerifyCommand.self, DataInfoCommand.self,
      DataSynthCommand.self,
    ])
}

struct DataInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describe data sets, as Table 1 of the paper does, and what is odd about them.",
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

struct DataVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a data set's files, and compare them with the authors' where they can be.",
    discussion: """
      Exit code 65 if a file is malformed, or is not the one that the authors published under its name.

      EXAMPLE
        ncf-exp data verify ml-1m
      """)

  @Argument(help: ArgumentHelp("The data set's name.", valueName: "name"), completion: .datasets)
  var name: String
  @Flag(help: "One JSON object, for programs.")
  var json = false
  @OptionGroup var data: DataOptions

  func run() throws {
    let verification = try DatasetVerification(of: data.locator.locate(name))
    if json {
      try JSONOutput.write(Report(name: name, verification))
    } else {
      write(verification)
    }
    guard let other = verification.unlikePublished.first else { return }
    throw InputError(
      .badContent, file: other.path,
      problem:
        "expected the published content (git blob \(other.publishedBlobID ?? "")), found \(other.blobID)",
      remedy: "ncf-exp data fetch \(name) gets the authors' files")
  }

  private func write(_ verification: DatasetVerification) {
    var table = TextTable([("file", .left), ("bytes", .right), ("git blob", .left), ("content", .left)])
    for file in verification.files {
      table.append([file.path, "\(file.size)", file.blobID, file.verdict])
    }
    print(table.text)
    let statistics = verification.statistics
    print(
      """

      digest \(verification.digest)
      checked:
        every line is well formed, and users and items are numbered from 0
        \(statistics.trainingRowCount) training rows: \(statistics.trainingInteractionCount) pairs of a user and an item
        \(statistics.testCaseCount) test rows, each with its list of negatives
      """)
    if verification.oddities.all.isEmpty { return }
    print("odd, and how it is treated:")
    for oddity in verification.oddities.all { print("  \(oddity.sentence)") }
  }

  private struct Report: Encodable {
    struct File: Encodable {
      let path: String
      let bytes: Int
      let gitBlob: String
      let publishedGitBlob: String?
    }

    let name: String
    let digest: String
    let files: [File]
    let isAsPublished: Bool?
    let listsWithOwnTestItem: Int
    let oddities: [OddityDescription]

    init(name: String, _ verification: DatasetVerification) {
      self.name = name
      digest = verification.digest
      files = verification.files.map {
        File(path: $0.path, bytes: $0.size, gitBlob: $0.blobID, publishedGitBlob: $0.publishedBlobID)
      }
      isAsPublished =
        verification.files.allSatisfy { $0.publishedBlobID == nil }
        ? nil : verification.unlikePublished.isEmpty
      listsWithOwnTestItem = verification.oddities[.ownTestItems]?.count ?? 0
      oddities = verification.oddities.all.map(OddityDescription.init)
    }
  }
}

extension DatasetVerification.File {
  fileprivate var verdict: String {
    switch publishedBlobID {
    case nil: "well formed"
    case blobID: "as published"
    default: "not as published"
    }
  }
}
