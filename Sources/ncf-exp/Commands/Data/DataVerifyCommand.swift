import ArgumentParser
import NCFData
import NCFDiagnostics

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
