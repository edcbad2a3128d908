import Foundation
import NCFDiagnostics

/// Writes a data set as the authors' three files, as `DatasetReader` reads them.
public enum DatasetWriter {
  /// Writes all three files or none, and never over files that are there already.
  ///
  /// - Parameter directory: The folder for the files; it is made if need be.
  /// - Throws: `InputError` (`cannotWrite`) if a file is there already, or cannot be written.
  public static func write(_ dataset: SyntheticDataset, into directory: String) throws {
    let files = DatasetFiles(name: dataset.name, directory: directory)
    try write(parts(DatasetEncoder(dataset), files), into: directory)
  }

  /// Writes all three files and those of the identifiers, `NAME.users.tsv` and `NAME.items.tsv`, or none, and
  /// never over files that are there already.
  ///
  /// - Parameter directory: The folder for the files; it is made if need be.
  /// - Throws: `InputError` (`cannotWrite`) if a file is there already, or cannot be written.
  public static func write(_ dataset: PreparedDataset, into directory: String) throws {
    let files = DatasetFiles(name: dataset.name, directory: directory)
    let identifiers: [Part] = [
      (
        files.userIdentifiers,
        { try DatasetEncoder.encode(identifiers: dataset.userIdentifiers, of: "user", to: $0) }
      ),
      (
        files.itemIdentifiers,
        { try DatasetEncoder.encode(identifiers: dataset.itemIdentifiers, of: "item", to: $0) }
      ),
    ]
    try write(parts(DatasetEncoder(dataset), files) + identifiers, into: directory)
  }

  /// For those who want to know before they make a large data set.
  ///
  /// - Throws: `InputError` (`cannotWrite`) if a file is there already.
  public static func requireAbsence(of paths: [String]) throws {
    if let existing = paths.first(where: FileManager.default.fileExists) {
      throw InputError(
        .cannotWrite, file: existing, problem: "the file is there already",
        remedy: "remove it, or choose another name or folder")
    }
  }

  /// A file's path and what passes on its bytes.
  private typealias Part = (path: String, encode: ((_ piece: [UInt8]) throws -> Void) throws -> Void)

  private static func parts(_ encoder: DatasetEncoder, _ files: DatasetFiles) -> [Part] {
    [
      (files.training, encoder.encodeTraining), (files.test, encoder.encodeTest),
      (files.negatives, encoder.encodeNegatives),
    ]
  }

  private static func write(_ parts: [Part], into directory: String) throws {
    try requireAbsence(of: parts.map(\.path))
    var written: [String] = []
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      for part in parts {
        written.append(part.path)
        try write(to: part.path, part.encode)
      }
    } catch {
      for path in written { try? FileManager.default.removeItem(atPath: path) }
      throw InputError(
        .cannotWrite, file: written.last ?? directory,
        problem: "cannot be written (\((error as NSError).localizedDescription))",
        remedy: "check that the folder may be written to and the disk has room")
    }
  }

  private static func write(
    to path: String, _ encode: ((_ piece: [UInt8]) throws -> Void) throws -> Void
  ) throws {
    try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    do {
      try encode { try handle.write(contentsOf: Data($0)) }
    } catch {
      try? handle.close()
      throw error
    }
    try handle.close()
  }
}

/// Puts a data set into the bytes of the authors' three files, a piece at a time.
struct DatasetEncoder {
  let training: InteractionMatrix
  let test: RankingTask
  /// When each held-out interaction happened, or nil; shape `test.caseCount`.
  let heldOutTimestamps: [Int64]?
  /// Entries of `training` that are written twice, ascending.
  let repeatedEntries: [Int]

  init(_ dataset: SyntheticDataset) {
    (training, test, heldOutTimestamps) = (dataset.training, dataset.test, dataset.heldOutTimestamps)
    repeatedEntries = dataset.repeatedEntries
  }

  init(_ dataset: PreparedDataset) {
    (training, test, heldOutTimestamps) = (dataset.training, dataset.test, dataset.heldOutTimestamps)
    repeatedEntries = []
  }

  /// Passes on the bytes of `NAME.train.rating`: users ascending, each user's items ascending.
  func encodeTraining(to sink: (_ piece: [UInt8]) throws -> Void) rethrows {
    var piece = Piece()
    var repeated = repeatedEntries[...]
    for user in 0..<training.userCount {
      for entry in training.offsets[user]..<training.offsets[user + 1] {
        let isRepeated = repeated.first == entry
        if isRepeated { repeated.removeFirst() }
        for _ in 0..<(isRepeated ? 2 : 1) {
          piece.appendRow(user: user, item: training.items[entry], timestamp: training.timestamps?[entry])
        }
      }
      try piece.passOnIfLarge(to: sink)
    }
    try sink(piece.bytes)
  }

  /// Passes on the bytes of `NAME.test.rating`.
  func encodeTest(to sink: (_ piece: [UInt8]) throws -> Void) rethrows {
    var piece = Piece()
    for index in 0..<test.caseCount {
      piece.appendRow(
        user: Int(test.users[index]), item: test.heldOutItems[index],
        timestamp: heldOutTimestamps?[index])
      try piece.passOnIfLarge(to: sink)
    }
    try sink(piece.bytes)
  }

  /// Passes on the bytes of `NAME.test.negative`.
  func encodeNegatives(to sink: (_ piece: [UInt8]) throws -> Void) rethrows {
    var piece = Piece()
    for index in 0..<test.caseCount {
      piece.bytes += "(\(test.users[index]),\(test.heldOutItems[index]))".utf8
      for item in test.negatives(of: index) {
        piece.bytes.append(UInt8(ascii: "\t"))
        piece.append(Int(item))
      }
      piece.bytes.append(UInt8(ascii: "\n"))
      try piece.passOnIfLarge(to: sink)
    }
    try sink(piece.bytes)
  }

  /// Passes on the bytes of a file of identifiers: a header, and then a number and its identifier in each line.
  static func encode(
    identifiers: [[UInt8]], of column: String, to sink: (_ piece: [UInt8]) throws -> Void
  ) rethrows {
    var piece = Piece()
    piece.bytes += "\(column)\toriginal\n".utf8
    for (number, identifier) in identifiers.enumerated() {
      piece.append(number)
      piece.bytes.append(UInt8(ascii: "\t"))
      piece.bytes += identifier
      piece.bytes.append(UInt8(ascii: "\n"))
      try piece.passOnIfLarge(to: sink)
    }
    try sink(piece.bytes)
  }
}

/// Bytes that are gathered until it is worth passing them on.
private struct Piece {
  var bytes: [UInt8] = []

  mutating func passOnIfLarge(to sink: (_ piece: [UInt8]) throws -> Void) rethrows {
    guard bytes.count >= 1 << 20 else { return }
    try sink(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  /// A line of user, item, rating (always 1, since feedback is implicit) and timestamp.
  mutating func appendRow(user: Int, item: Int32, timestamp: Int64?) {
    append(user)
    bytes.append(UInt8(ascii: "\t"))
    append(Int(item))
    bytes += "\t1".utf8
    if let timestamp {
      bytes.append(UInt8(ascii: "\t"))
      append(Int(timestamp))
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  mutating func append(_ number: Int) { bytes += String(number).utf8 }
}
