import Foundation
import NCFDiagnostics

/// The text of one input file, read whole.
struct TextFile {
  /// The path, as the user named it.
  let path: String
  /// The content.
  let bytes: [UInt8]
  /// The content has no more lines than this.
  let lineLimit: Int

  init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    lineLimit = 1 + bytes.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  }

  /// Throws `InputError` (`missing`) if there is no such file or it cannot be read.
  init(path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError(.missing, file: path, problem: "no such file", remedy: DatasetFiles.remedy)
    }
    guard !isFolder.boolValue else {
      throw InputError(
        .missing, file: path, problem: "expected a file, found a folder", remedy: DatasetFiles.remedy)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError(
        .missing, file: path, problem: "the file cannot be read", remedy: "check who may read it (ls -l)")
    }
    self.init(path: path, bytes: Array(data))
  }
}

extension DatasetFiles {
  /// What to do when a file of a data set is not there.
  static let remedy =
    "put NAME.train.rating, NAME.test.rating and NAME.test.negative there, "
    + "or name their folder with --data or NCF_DATA_DIR (Data/README.md says where data sets come from)"
}
