import Foundation
import NCFData
import NCFDiagnostics

/// A small data set whose files one after the other are changed.
struct SmallDataset {
  let training: String
  let test: String
  let negatives: String

  /// 12 users with 5 of 40 items each, a test item and 4 negatives.
  init(hasTimes: Bool = true) {
    var (training, test, negatives) = ("", "", "")
    for user in 0..<12 {
      let items = (0..<10).map { (7 * user + 3 * $0 + user % 3) % 40 }
      for (index, item) in items[..<5].enumerated() {
        training += "\(user)\t\(item)\t\(1 + index)" + (hasTimes ? "\t\(978_300_000 + index)\n" : "\n")
      }
      test += "\(user)\t\(items[5])\t4" + (hasTimes ? "\t978300009\n" : "\n")
      negatives += "(\(user),\(items[5]))" + items[6...].map { "\t\($0)" }.joined() + "\n"
    }
    training += "0\t39\t1" + (hasTimes ? "\t1\n" : "\n")
    self.training = training
    self.test = test
    self.negatives = negatives
  }

  func read(training: [UInt8]? = nil, test: [UInt8]? = nil, negatives: [UInt8]? = nil) throws -> Dataset {
    let files = DatasetFiles(name: "x", directory: "d")
    return try DatasetReader.read(files) { path in
      switch path {
      case files.training: training ?? Array(self.training.utf8)
      case files.test: test ?? Array(self.test.utf8)
      default: negatives ?? Array(self.negatives.utf8)
      }
    }
  }
}

/// Lines that are not empty.
private func lineCount(_ bytes: [UInt8]) -> Int {
  bytes.split(separator: UInt8(ascii: "\n")).count { !$0.allSatisfy { $0 == UInt8(ascii: "\r") } }
}

/// Files of ratings: those of training, alone and against the test files of a real data set; and those of the test.
public struct RatingsReader: FuzzedReader {
  public static let name = "ratings"
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let crlf = SmallDataset().training.split(separator: "\n").joined(separator: "\r\n")
    let (timed, plain) = (SmallDataset(), SmallDataset(hasTimes: false))
    seeds = [timed.training, plain.training, crlf, timed.test, plain.test].map { Array($0.utf8) }
  }

  public func read(_ input: [UInt8]) throws {
    do {
      let dataset = try SmallDataset().read(training: input)
      try check(dataset.training, lineCount(input))
    } catch let error as InputError {
      // Not one for training: perhaps one for the test.
      guard let dataset = try? SmallDataset().read(test: input) else { throw error }
      try Violation.require(dataset.test.caseCount == lineCount(input), "test rows are missing")
    }
  }

  private func check(_ matrix: InteractionMatrix, _ lines: Int) throws {
    try Violation.require(
      matrix.interactionCount == lines, "\(lines) lines, \(matrix.interactionCount) interactions")
    try Violation.require(matrix.offsets.last == lines, "the last row ends elsewhere")
    for user in 0..<matrix.userCount {
      let items = matrix.items(of: user)
      try Violation.require(
        zip(items, items.dropFirst()).allSatisfy(<), "items of user \(user) do not ascend")
      try Violation.require(
        items.allSatisfy { $0 >= 0 && Int($0) < matrix.itemCount }, "an item of user \(user) is out of range")
    }
  }
}

/// Files of sampled negatives.
public struct NegativesReader: FuzzedReader {
  public static let name = "negatives"
  public let seeds: [[UInt8]]

  public init(folder: String) throws { seeds = [Array(SmallDataset().negatives.utf8)] }

  public func read(_ input: [UInt8]) throws {
    let task = try SmallDataset().read(negatives: input).test
    try Violation.require(task.caseCount == 12 && lineCount(input) == 12, "lists are missing")
    try Violation.require(
      task.negatives.allSatisfy { (0..<40).contains($0) }, "a sampled item is out of range")
    let tabs = input.count { $0 == UInt8(ascii: "\t") }
    try Violation.require(task.negatives.count <= tabs, "more negatives than there are in the file")
    for index in 0..<12 {
      try Violation.require(
        !task.negatives(of: index).contains(task.heldOutItems[index]), "an item competes with itself")
    }
  }
}
