import NCFDiagnostics
import NCFSystem

/// Reads a data set in the format that the authors of Neural Collaborative Filtering published.
///
///     let dataset = try DatasetReader.read(named: "ml-1m", in: "Data/ml-1m")
///
/// Three tab-separated text files, with users and items numbered from 0:
///
/// - `NAME.train.rating`: user, item, rating and, if known, timestamp; in any order;
/// - `NAME.test.rating`: the same columns; the held-out interactions, as a rule one of each user;
/// - `NAME.test.negative`: for each test row `(user,item)` and the ids of sampled items (99 in the authors' files).
///
/// Files are read as people publish them; `DatasetOddities` says what is odd about them and how it is treated. The
/// largest ids of all three files, plus 1, say how many users and items there are, whether they have training
/// interactions or not. Timestamps are kept if every row has one. Lines may end with CRLF, a byte-order mark may stand
/// first, and empty lines at the end of a file do no harm: the data are the same, only the digest differs. A file may
/// be packed by gzip; its digest is that of its content.
public enum DatasetReader {
  /// Reads the three files of a data set and checks that they belong together.
  ///
  /// - Parameters:
  ///   - name: The data set's name, with which the files' names begin.
  ///   - directory: The folder that holds the files.
  /// - Throws: `InputError` with the file, the line, what was found and expected, and the remedy.
  public static func read(named name: String, in directory: String) throws -> Dataset {
    try read(DatasetFiles(name: name, directory: directory))
  }

  /// Reads the three files of a data set, wherever the look-up found them, and checks that they belong together.
  ///
  /// - Throws: `InputError` with the file, the line, what was found and expected, and the remedy.
  public static func read(_ files: DatasetFiles) throws -> Dataset {
    try read(files.name, files.all.map { try TextFile(path: DatasetFiles.location(of: $0) ?? $0) })
  }

  /// Reads a data set whose files' content comes from anywhere.
  ///
  /// - Parameter content: Gives the bytes of the file at a path.
  /// - Throws: `InputError` with the file, the line, what was found and expected, and the remedy; what `content`
  ///   throws.
  public static func read(
    _ files: DatasetFiles, content: (_ path: String) throws -> [UInt8]
  ) throws -> Dataset {
    try read(files.name, files.all.map { try TextFile(path: $0, bytes: content($0)) })
  }

  /// - Parameter texts: The training, test and negatives' file.
  private static func read(_ name: String, _ texts: [TextFile]) throws -> Dataset {
    let limit = IdentifierLimit(texts)
    let training = try RatingsFile(texts[0], .training, limit: limit)
    let test = try RatingsFile(texts[1], .test, limit: limit)
    let lists = try NegativesFile(texts[2], test: test, limit: limit)
    let matrix = InteractionMatrix.grouping(
      users: training.users, items: training.items, timestamps: training.timestamps,
      userCount: max(training.userCount, test.userCount),
      itemCount: max(training.itemCount, test.itemCount, lists.itemCount)
    ).matrix.mergingRepeats
    return Dataset(
      name: name, training: matrix, test: lists.task,
      digest: DatasetDigest.hex(
        training: SHA256Digest.hex(of: texts[0].bytes), test: SHA256Digest.hex(of: texts[1].bytes),
        negatives: SHA256Digest.hex(of: texts[2].bytes)),
      ownTestItemCopies: lists.ownTestItemCopies,
      reading: Dataset.Reading(
        repeatedTrainingRows: training.users.count - matrix.interactionCount,
        unratedTrainingRows: training.unratedCount, unratedTestRows: test.unratedCount,
        listsAreInOrder: lists.isInOrder))
  }
}
