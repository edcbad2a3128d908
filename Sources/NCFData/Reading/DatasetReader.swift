import NCFDiagnostics
import NCFSystem

/// Reads a data set in the format that the authors of Neural Collaborative Filtering published.
///
///     let dataset = try DatasetReader.read(named: "ml-1m", in: "Data/ml-1m")
///
/// Three tab-separated text files, with users and items numbered from 0:
///
/// - `NAME.train.rating`: user, item, rating and, if known, timestamp; in any order;
/// - `NAME.test.rating`: the same columns; the one held-out interaction of each user;
/// - `NAME.test.negative`: for each test row, in the same order, `(user,item)` and the ids of sampled items
///   (99 in the authors' files), the same number in every line.
///
/// The training file decides how many users and items there are: its largest ids, plus 1. Timestamps are kept
/// if every row has one. Lines may end with CRLF, as files edited on Windows do: the data are the same, only
/// the digest differs. Empty lines at the end of a file do no harm.
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
    try read(files) { try TextFile(path: $0).bytes }
  }

  /// Reads a data set whose files' content comes from anywhere.
  ///
  /// - Parameter content: Gives the bytes of the file at a path.
  /// - Throws: `InputError` with the file, the line, what was found and expected, and the remedy; what `content`
  ///   throws.
  public static func read(
    _ files: DatasetFiles, content: (_ path: String) throws -> [UInt8]
  ) throws -> Dataset {
    let trainingFile = TextFile(path: files.training, bytes: try content(files.training))
    let training = try TrainingFile.read(trainingFile)
    let testFile = TextFile(path: files.test, bytes: try content(files.test))
    let (users, heldOutItems) = try TestFile.read(testFile, training: training)
    let negativesFile = TextFile(path: files.negatives, bytes: try content(files.negatives))
    let (task, ownTestItemCopies) = try NegativesFile.read(
      negativesFile, users: users, heldOutItems: heldOutItems, training: training)
    return Dataset(
      name: files.name, training: training, test: task,
      digest: DatasetDigest.hex(
        training: SHA256Digest.hex(of: trainingFile.bytes), test: SHA256Digest.hex(of: testFile.bytes),
        negatives: SHA256Digest.hex(of: negativesFile.bytes)),
      ownTestItemCopies: ownTestItemCopies)
  }
}
