import Foundation
import NCFDiagnostics

/// Writes a file so that a reader, or a power cut, meets either the old content or the new, never a part.
public enum AtomicFile {
  /// Writes to a temporary file in the same folder, brings it to the disk and renames it to `path`. The folder
  /// has to exist.
  /// - Throws: `InputError` of kind `cannotWrite`; what stood at `path` before is then still there.
  public static func write(_ content: Data, to path: String) throws {
    do {
      try content.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw failure(path, (error as? CocoaError)?.code)
    }
    try synchroniseFolder(of: path)
  }

  /// A rename is on the disk only once the folder is.
  private static func synchroniseFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, nil) }
    defer { close(descriptor) }
    // Some file systems have nothing to do here and say so with EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, nil) }
  }

  private static func failure(_ path: String, _ code: CocoaError.Code?) -> InputError {
    switch code {
    case .fileWriteOutOfSpace?:
      InputError(
        .cannotWrite, file: path, problem: "the disk is full",
        remedy: "free some space and try again; nothing that was stored is lost")
    case .fileWriteNoPermission?, .fileWriteVolumeReadOnly?:
      InputError(
        .cannotWrite, file: path, problem: "no permission to write here",
        remedy: "choose another path or change the folder's permissions")
    default:
      InputError(
        .cannotWrite, file: path, problem: "the file cannot be written",
        remedy: "check that its folder exists and that no folder has its name")
    }
  }
}
