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
    if let existing = files.all.first(where: { FileManager.default.fileExists(atPath: $0) }) {
      throw InputError(
        .cannotWrite, file: existing, problem: "the file is there already",
        remedy: "remove it, or choose another name or folder")
    }
    let encoder = DatasetEncoder(dataset: dataset)
    var written: [String] = []
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      written.append(files.training)
      try write(to: files.training, encoder.encodeTraining)
      written.append(files.test)
      try write(to: files.test, encoder.encodeTest)
      written.append(files.negatives)
      try write(to: files.negatives, encoder.encodeNegatives)
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
