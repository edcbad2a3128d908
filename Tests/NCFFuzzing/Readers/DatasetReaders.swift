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

/// The fields of the lines that are not empty, told by other means than the reader's.
private func lines(_ bytes: [UInt8]) -> [[String]] {
  let orderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  return bytes.dropFirst(bytes.starts(with: orderMark) ? 3 : 0).split(separator: UInt8(ascii: "\n"))
    .filter { !$0.allSatisfy { $0 == UInt8(ascii: "\r") } }
    .map { line in
      let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      return text.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Whether the reader takes it for something that is to be unpacked first.
private func isPacked(_ bytes: [UInt8]) -> Bool {
  bytes.starts(with: [0x1f, 0x8b]) || bytes.starts(with: [0x50, 0x4b])
}

/// Files of ratings: those of training, alone and against the test files of a real data set; and those of the test.
public struct RatingsReader: FuzzedReader {
  public static let name = "ratings"
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let (timed, plain) = (SmallDataset(), SmallDataset(hasTimes: false))
    let crlf = timed.training.split(separator: "\n").joined(separator: "\r\n")
    // As others publish them: without ratings, and with repeated rows and such as are no interactions.
    let pairs = plain.training.replacing("\t1\n", with: "\n").split(separator: "\n")
      .map { $0.split(separator: "\t")[..<2].joined(separator: "\t") }.joined(separator: "\n")
    let odd = "\u{FEFF}" + timed.training + timed.training.replacing("\t3\t", with: "\t0\t")
    seeds = [timed.training, plain.training, crlf, timed.test, plain.test, pairs, odd].map { Array($0.utf8) }
  }

  public func read(_ input: [UInt8]) throws {
    do {
      let dataset = try SmallDataset().read(training: input)
      try check(dataset, input)
    } catch let error as InputError {
      // Not one for training: perhaps one for the test.
      guard let dataset = try? SmallDataset().read(test: input) else { throw error }
      if isPacked(input) { return }
      try Violation.require(dataset.test.caseCount == lines(input).count, "test rows are missing")
    }
  }

  private func check(_ dataset: Dataset, _ input: [UInt8]) throws {
    let matrix = dataset.training
    for user in 0..<matrix.userCount {
      let items = matrix.items(of: user)
      try Violation.require(
        zip(items, items.dropFirst()).allSatisfy(<), "items of user \(user) do not ascend")
      try Violation.require(
        items.allSatisfy { $0 >= 0 && Int($0) < matrix.itemCount }, "an item of user \(user) is out of range")
    }
    if isPacked(input) { return }
    let rows = lines(input)
    let rated = rows.filter { $0.count < 3 || Double($0[2]) ?? 0 > 0 }
    let pairs = Set(rated.map { [Int($0[0]), Int($0[1])] })
    try Violation.require(
      matrix.interactionCount == pairs.count,
      "\(pairs.count) pairs in the file, \(matrix.interactionCount) interactions")
    try Violation.require(
      pairs.allSatisfy { matrix.contains(user: $0[0] ?? -1, item: Int32($0[1] ?? -1)) }, "a pair got lost")
    try Violation.require(
      dataset.reading.repeatedTrainingRows == rated.count - pairs.count
        && dataset.reading.unratedTrainingRows == rows.count - rated.count, "rows are counted wrong")
    try Violation.require(
      rows.allSatisfy { (Int($0[0]) ?? .max) < matrix.userCount && (Int($0[1]) ?? .max) < matrix.itemCount },
      "the matrix is too small")
  }
}

/// Files of sampled negatives.
public struct NegativesReader: FuzzedReader {
  public static let name = "negatives"
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    let plain = SmallDataset().negatives
    // As others publish them: in another order, of other lengths, with copies of the test item.
    let lines = plain.split(separator: "\n")
    let odd = lines.enumerated().reversed().map { index, line in
      "\(line)\(String(repeating: "\t\(index)", count: index % 3))\r\n"
    }.joined()
    seeds = [plain, odd].map { Array($0.utf8) }
  }

  public func read(_ input: [UInt8]) throws {
    let dataset = try SmallDataset().read(negatives: input)
    let task = dataset.test
    try Violation.require(task.caseCount == 12, "lists are missing")
    try Violation.require(
      task.negatives.allSatisfy { (0..<dataset.itemCount).contains(Int($0)) },
      "a sampled item is out of range")
    if isPacked(input) { return }
    // Each user has one test row, so its number finds the list.
    var lists: [Int: [Int32]] = [:]
    for line in lines(input) {
      let pair = line[0].dropFirst().dropLast().split(separator: ",").map { Int($0.drop { $0 == " " }) }
      lists[(pair.first ?? nil) ?? -1] = line.dropFirst().map { Int32($0) ?? -1 }
    }
    try Violation.require(lists.count == 12, "a list stands in for another")
    for index in 0..<12 {
      let own = task.heldOutItems[index]
      let listed = lists[Int(task.users[index])] ?? []
      try Violation.require(
        task.negatives(of: index).elementsEqual(listed.filter { $0 != own }), "a list is not the file's")
      try Violation.require(
        dataset.ownTestItemCopies[index] == listed.count { $0 == own }, "copies are counted wrong")
    }
  }
}
