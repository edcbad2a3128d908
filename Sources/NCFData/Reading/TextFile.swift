import NCFArchives

/// The text of one input file, read whole and unpacked if it is packed.
struct TextFile {
  /// The path, as the user named it.
  let path: String
  /// The content, unpacked.
  let bytes: [UInt8]
  /// The content has no more lines than this.
  let lineLimit: Int

  /// - Throws: `InputError` if there is no such file, it cannot be read, or is damaged.
  init(path: String) throws {
    try self.init(ContentReader(path: path, remedy: DatasetFiles.remedy))
  }

  /// - Parameter bytes: As they are stored.
  /// - Throws: `InputError` if they cannot be unpacked.
  init(path: String, bytes: [UInt8]) throws { try self.init(ContentReader(bytes, path: path)) }

  private init(_ content: ContentReader) throws {
    path = content.path
    bytes = try content.rest()
    lineLimit = 1 + bytes.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  }
}

extension DatasetFiles {
  /// What to do when a file of a data set is not there.
  static let remedy =
    "put NAME.train.rating, NAME.test.rating and NAME.test.negative there, "
    + "or name their folder with --data or NCF_DATA_DIR (Data/README.md says where data sets come from)"
}
