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
