import Foundation
import NCFDiagnostics

/// Writes a file so that a reader, or a power cut, meets either the old content or the new, never a part.
///
/// The content goes to `NAME.partial` in the same folder, is brought to the disk and then takes the name. Several
/// processes may write one file at once; they take turns. What a process leaves behind that dies in between is
/// overwritten by the next.
public enum AtomicFile {
  /// Writes to a file in a folder that has to exist.
  /// - Throws: `InputError` of kind `cannotWrite`; what stood at `path` before is then still there.
  public static func write(_ content: Data, to path: String) throws { try write([content], to: path) }

  /// Writes parts one after the other.
  /// - Throws: `InputError` of kind `cannotWrite`; what stood at `path` before is then still there.
  public static func write(_ parts: [any ContiguousBytes], to path: String) throws {
    let partial = partialPath(of: path)
    do {
      let descriptor = try openLocked(partial)
      defer { close(descriptor) }
      do {
        try check(ftruncate(descriptor, 0))
        for part in parts { try part.withUnsafeBytes { try writeAll($0, to: descriptor) } }
        try check(fsync(descriptor))
        try check(rename(partial, path))
      } catch {
        unlink(partial)
        throw error
      }
      try synchroniseFolder(of: path)
    } catch let error as SystemError {
      throw failure(path, error)
    }
  }

  /// Where the content of a file is while it is written.
  public static func partialPath(of path: String) -> String { "\(path).partial" }

  private struct SystemError: Error {
    let code: Int32
  }

  private static func check(_ result: Int32) throws {
    guard result == 0 else { throw SystemError(code: errno) }
  }

  /// Opens a file, made if need be, once no other process has it open here.
  private static func openLocked(_ path: String) throws -> Int32 {
    while true {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else { throw SystemError(code: errno) }
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      // Another process may have given the file its final name while this one waited.
      var (here, there) = (stat(), stat())
      if fstat(descriptor, &here) == 0, stat(path, &there) == 0, here.st_ino == there.st_ino,
        here.st_dev == there.st_dev
      {
        return descriptor
      }
      close(descriptor)
    }
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
      if count < 0 {
        guard errno == EINTR else { throw SystemError(code: errno) }
        continue
      }
      rest = rest.dropFirst(count)
    }
  }

  /// A rename is on the disk only once the folder is.
  private static func synchroniseFolder(of path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(code: errno) }
    defer { close(descriptor) }
    // Some file systems have nothing to do here and say so with EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw SystemError(code: errno) }
  }

  private static func failure(_ path: String, _ error: SystemError) -> InputError {
    switch error.code {
    case ENOSPC, EDQUOT:
      InputError(
        .cannotWrite, file: path, problem: "the disk is full",
        remedy: "free some space and try again; nothing that was stored is lost")
    case EACCES, EPERM, EROFS:
      InputError(
        .cannotWrite, file: path, problem: "no permission to write here",
        remedy: "choose another path or change the folder's permissions")
    default:
      InputError(
        .cannotWrite, file: path,
        problem: "the file cannot be written (\(String(cString: strerror(error.code))))",
        remedy: "check that its folder exists and that no folder has its name")
    }
  }
}
