import Foundation
import NCFDiagnostics

/// The three files of a data set in the authors' format, by the authors' names. Each may be packed by gzip, with `.gz`
/// behind its name.
public struct DatasetFiles: Hashable, Sendable {
  /// The data set's name, such as "ml-1m".
  public let name: String
  /// The folder that holds the files, as the user named it.
  public let directory: String

  public init(name: String, directory: String) {
    self.name = name
    self.directory = directory
  }

  /// One training interaction a line: user, item, rating and, if known, timestamp.
  public var training: String { path("train.rating") }
  /// One held-out interaction a line, in the same columns; one line for each user.
  public var test: String { path("test.rating") }
  /// One test case a line, in the order of `test`: `(user,item)`, then the ids of the sampled negatives.
  public var negatives: String { path("test.negative") }
  /// The users' identifiers in the file that the data set was prepared from, if it was (`PreparedDataset`).
  public var userIdentifiers: String { path("users.tsv") }
  /// The items' identifiers, likewise.
  public var itemIdentifiers: String { path("items.tsv") }
  /// The three paths that every data set has.
  public var all: [String] { [training, test, negatives] }

  /// Where one of the files is: under its name, or, if nothing is there, packed under the same name and `.gz`; nil if it is
  /// in neither place.
  static func location(of path: String) -> String? {
    [path, path + packedSuffix].first(where: FileManager.default.fileExists)
  }

  static let packedSuffix = ".gz"

  private func path(_ suffix: String) -> String { Self.path(of: "\(name).\(suffix)", in: directory) }

  static func path(of entry: String, in directory: String) -> String {
    directory.hasSuffix("/") ? directory + entry : "\(directory)/\(entry)"
  }
}

/// Finds the folder that holds a data set.
///
///     let locator = DatasetLocator(explicit: nil, environment: ProcessInfo.processInfo.environment)
///     let dataset = try DatasetReader.read(locator.locate("ml-1m"))
///
/// A folder that the user gives with `--data` is the only one searched. Otherwise the folder that the
/// environment variable `NCF_DATA_DIR` names comes first, then `Data`, which holds the sample that ships with
/// the project. In each, the files are `NAME/NAME.train.rating` and so on, or `NAME.train.rating` as in the
/// authors' repository; with `.gz` behind the name of one that is packed. A data set is only ever looked for by its own name: none stands in for another.
public struct DatasetLocator: Sendable {
  /// The environment variable that names a folder of data sets.
  public static let variable = "NCF_DATA_DIR"
  /// The folder that is searched last, relative to the working directory.
  public static let shippedFolder = "Data"

  /// The folders searched, in order.
  public let folders: [String]

  /// - Parameters:
  ///   - explicit: The folder that the user gave with `--data`, if any.
  ///   - environment: The environment's variables.
  ///   - shippedFolder: The folder that is searched last.
  public init(
    explicit: String?, environment: [String: String], shippedFolder: String = Self.shippedFolder
  ) {
    let fromEnvironment = environment[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    folders = explicit.map { [$0] } ?? [fromEnvironment, shippedFolder].compactMap { $0 }
  }

  /// The files of a data set: those in the first folder that holds any of them.
  ///
  /// - Throws: `InputError` (`missing`) if no folder holds the data set, or the first to hold some of its files
  ///   does not hold all.
  public func locate(_ name: String) throws -> DatasetFiles {
    for files in folders.flatMap({ Self.candidates(for: name, in: $0) }) {
      let absent = files.all.filter { DatasetFiles.location(of: $0) == nil }
      if absent.isEmpty { return files }
      if absent.count < files.all.count {
        throw InputError(
          .missing, file: absent[0], problem: "no such file, although the folder holds others of \(name)",
          remedy: DatasetFiles.remedy)
      }
    }
    throw notFound(name)
  }

  /// Where the missing files of a data set belong: beside those that are there, else in a folder of their own in the
  /// folder that is searched last, which is the one of `--data` or `Data`.
  public func home(of name: String) -> String {
    let begun = folders.flatMap { Self.candidates(for: name, in: $0) }.first { files in
      files.all.contains { FileManager.default.fileExists(atPath: $0) }
    }
    return begun?.directory ?? DatasetFiles.path(of: name, in: folders.last ?? Self.shippedFolder)
  }

  /// The data sets that the folders hold, by name. Of two with the same name, the one that `locate` would give.
  public func available() -> [DatasetFiles] {
    var found: [String: DatasetFiles] = [:]
    for files in folders.flatMap(Self.datasets) where found[files.name] == nil { found[files.name] = files }
    return found.values.sorted { $0.name < $1.name }
  }

  private static func candidates(for name: String, in folder: String) -> [DatasetFiles] {
    guard isFolder(folder) else { return [] }
    return [
      DatasetFiles(name: name, directory: DatasetFiles.path(of: name, in: folder)),
      DatasetFiles(name: name, directory: folder),
    ]
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func datasets(in folder: String) -> [DatasetFiles] {
    let suffixes = [".train.rating", ".train.rating" + DatasetFiles.packedSuffix]
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let names = suffixes.reduce(into: entries) { names, suffix in
      names += entries.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }
    }
    return Set(names).flatMap { candidates(for: $0, in: folder) }.filter { files in
      files.all.allSatisfy { DatasetFiles.location(of: $0) != nil }
    }
  }

  private func notFound(_ name: String) -> InputError {
    let searched = folders.map { folder in
      let paths = Self.candidates(for: name, in: folder).map(\.training)
      return paths.isEmpty
        ? "the folder \"\(folder)\", which does not exist" : paths.joined(separator: " and ")
    }
    let nearest = nearestMatch(to: name, among: available().map(\.name))
    return InputError(
      .missing,
      problem: "no data set \(quoted(name)); looked for \(searched.joined(separator: ", then for "))",
      remedy: nearest.map { "did you mean \"\($0)\"? Otherwise \(DatasetFiles.remedy(for: name))" }
        ?? DatasetFiles.remedy(for: name))
  }
}

extension DatasetFiles {
  /// What to do where a data set is not there: the command that gets it, if there is one. It names no folder of the
  /// machine, so that reports may carry it.
  public static func remedy(for name: String) -> String {
    PublishedDataset.named(name) == nil
      ? remedy
      : "ncf-exp data fetch \(name) downloads it, or name the folder that holds it with --data or NCF_DATA_DIR"
  }
}
