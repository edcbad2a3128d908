import Foundation

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
