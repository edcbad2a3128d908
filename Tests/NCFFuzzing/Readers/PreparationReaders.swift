import Foundation
import NCFArchives
import NCFData
import NCFDiagnostics

/// Prepares a data set from a file that has some bytes, and checks that nothing got lost.
private struct Preparation {
  let path: String

  init(folder: String) { path = "\(folder)/log" }

  func prepare(
    _ input: [UInt8], _ format: InteractionFormat?, holdOut: HoldOut? = nil
  ) throws -> PreparedDataset {
    try Data(input).write(to: URL(fileURLWithPath: path))
    let options = try PreparationOptions(format: format, holdOut: holdOut, negativeCount: 1)
    let prepared = try PreparedDataset(named: "x", contentsOf: path, options: options)
    let summary = prepared.summary
    try Violation.require(
      prepared.training.interactionCount + prepared.test.caseCount == summary.interactions,
      "interactions got lost")
    try Violation.require(summary.leftOut >= 0 && summary.duplicates >= 0, "more interactions than there are")
    let items = prepared.training.items + prepared.test.heldOutItems + prepared.test.negatives
    try Violation.require(
      items.allSatisfy { prepared.itemIdentifiers.indices.contains(Int($0)) }, "an item is out of range")
    for index in prepared.test.users.indices {
      let (user, item) = (Int(prepared.test.users[index]), prepared.test.heldOutItems[index])
      try Violation.require(
        !prepared.training.contains(user: user, item: item), "a held-out item is trained on")
      try Violation.require(
        prepared.test.negatives(of: index).allSatisfy {
          $0 != item && !prepared.training.contains(user: user, item: $0)
        }, "a negative is an item of its user")
    }
    return prepared
  }
}

/// Logs of interactions of other programs, which are prepared into data sets: in each format, and in the one that is
/// guessed.
public struct LogReader: FuzzedReader {
  public static let name = "logs"
  public let seeds: [[UInt8]]
  private let preparation: Preparation

  public init(folder: String) throws {
    preparation = Preparation(folder: folder)
    let rows = (0..<60).map { ("u\($0 % 7)", "i\(($0 * 5) % 17)", 1 + $0 % 5, 978_300_000 + $0) }
    let tabs = rows.map { "\($0.0)\t\($0.1)\t\($0.2)\t\($0.3)\n" }.joined()
    let numbers = rows.map { "\($0.3 % 7),\($0.2 + $0.3 % 11),\($0.2),\($0.3)\n" }.joined()
    let commas = rows.map { "\($0.0),\($0.1),\($0.2),\($0.3)\n" }.joined()
    let quoted = rows.map { "\"\($0.0)\",\"\($0.1), a\"\n" }.joined()
    let semicolons = rows.map { "\"\($0.0)\";\"\($0.1)\"\n" }.joined()
    let texts: [String] = [
      "userId,movieId,rating,timestamp\n\(commas)",
      numbers.replacingOccurrences(of: ",", with: "::"),
      "user\titem\trating\ttimestamp\n\(tabs)",
      "user_id:token\titem_id:token\trating:float\ttimestamp:float\n\(tabs)",
      "user,item\n\(quoted)",
      numbers, numbers.replacingOccurrences(of: ",", with: "\t"),
      numbers.replacingOccurrences(of: ",", with: " "),
      "\"User-ID\";\"Item\"\n\(semicolons)",
    ]
    seeds = texts.map { Array($0.utf8) }
  }

  public func read(_ input: [UInt8]) throws {
    // What is a file of one format is a hostile one of another.
    var refusals: [InputError] = []
    let formats: [InteractionFormat?] = [nil] + InteractionFormat.all
    for format in formats {
      for holdOut in format == nil ? [HoldOut.latest, .random, .time(.share(0.5))] : [nil] {
        do {
          let prepared = try preparation.prepare(input, format, holdOut: holdOut)
          try Violation.require(prepared.summary.records <= input.count, "more records than bytes")
        } catch let error as InputError {
          refusals.append(error)
        }
      }
    }
    if refusals.count == formats.count + 2 { throw refusals[0] }
  }
}

/// Lists of a user and its items, in one file.
public struct ListReader: FuzzedReader {
  public static let name = "lists"
  public let seeds: [[UInt8]]
  private let preparation: Preparation

  public init(folder: String) throws {
    preparation = Preparation(folder: folder)
    let lists = (0..<20).map { user in
      "\(user)" + (0..<(user * 5 % 7)).map { " \((user * 3 + $0 * $0) % 40)" }.joined()
    }
    seeds = [
      lists.joined(separator: "\n"), lists.joined(separator: " \r\n") + "\n\n",
      lists.joined(separator: "\n").replacingOccurrences(of: " ", with: "\t"),
    ].map { Array($0.utf8) }
  }

  public func read(_ input: [UInt8]) throws {
    let prepared = try preparation.prepare(input, .adjacency)
    let words = input.split { [0x20, 0x09, 0x0a, 0x0d].contains($0) }.count
    try Violation.require(prepared.summary.records <= words, "more interactions than words")
  }
}

/// SciPy's sparse matrices: archives, and arrays that come into an archive after they were changed.
public struct SparseReader: FuzzedReader {
  public static let name = "sparse"
  public let isBinary = true
  public let seeds: [[UInt8]]
  private let preparation: Preparation
  private let arrays: [(name: String, content: [UInt8])]

  public init(folder: String) throws {
    preparation = Preparation(folder: folder)
    let files = try ["csr", "csc", "coo", "csr-array", "int8", "bool"].map {
      try ProjectFile.bytes("Tests/NCFDataTests/Fixtures/\($0).npz")
    }
    let archive = try ZipArchive(files[0], path: "csr.npz")
    arrays = try archive.entries.map { ($0.name, try archive.content(of: $0)) }
    // The name of the array that is changed comes before it.
    seeds = files + arrays.map { Array("\($0.name)\n".utf8) + $0.content }
  }

  public func read(_ input: [UInt8]) throws {
    let prepared = try preparation.prepare(Self.archive(input, arrays) ?? input, .npz)
    try Violation.require(prepared.summary.records <= 8 * input.count, "more elements than bytes")
  }

  private static func archive(_ input: [UInt8], _ arrays: [(name: String, content: [UInt8])]) -> [UInt8]? {
    guard let (name, _) = arrays.first(where: { input.starts(with: Array("\($0.name)\n".utf8)) }) else {
      return nil
    }
    let content = Array(input.dropFirst(name.utf8.count + 1))
    return StoredArchive(arrays.map { $0.name == name ? (name, content) : $0 }).bytes
  }
}

/// Files that are packed by gzip or zip.
public struct PackedReader: FuzzedReader {
  public static let name = "packed"
  public let isBinary = true
  public let seeds: [[UInt8]]

  public init(folder: String) throws {
    seeds = try ["one-member.gz", "three-members.gz", "deflated.zip", "stored.zip", "descriptors.zip"].map {
      try ProjectFile.bytes("Tests/NCFArchivesTests/Fixtures/\($0)")
    }
  }

  public func read(_ input: [UInt8]) throws {
    let content = try ContentReader(input, path: "x")
    let bytes = try content.rest()
    guard content.packing != .none else {
      return try Violation.require(bytes == input, "what is not packed was changed")
    }
    try Violation.require(
      bytes.count <= ContentReader.alwaysAllowed + (ContentReader.largestRatio + 1) * input.count,
      "\(bytes.count) bytes from \(input.count)")
    // Checksums stand for what is unpacked: nothing comes out but what went in.
    try Violation.require(
      bytes.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2c || $0 == 0x0a }
        || bytes == Array("about".utf8) || bytes == Array("x".utf8),
      "another content than was packed")
  }
}
