import Foundation
import NCFDiagnostics

/// A file on its way: `NAME.part` beside the place where it belongs. It stays when a fetch is interrupted, for the
/// next one to go on from.
final class PartialFile {
  let path: String
  private let destination: String
  private let handle: FileHandle
  /// Bytes so far.
  private(set) var size: Int

  /// Opens what an earlier fetch has left, or begins anew.
  /// - Throws: `InputError` if the file cannot be written, or another process is at work on it.
  init(for destination: String) throws {
    self.destination = destination
    path = destination + ".part"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    size = 0
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isAt(path, descriptor) else {
      throw InputError(
        .cannotWrite, file: path, problem: "another process is fetching this file",
        remedy: "wait until it has ended")
    }
    do { size = Int(try handle.seekToEnd()) } catch { throw Self.failure(path, error) }
  }

  func append(_ bytes: Data) throws {
    do { try handle.write(contentsOf: bytes) } catch { throw Self.failure(path, error) }
    size += bytes.count
  }

  /// Forgets all bytes.
  func restart() throws {
    do {
      try handle.truncate(atOffset: 0)
      try handle.seek(toOffset: 0)
    } catch { throw Self.failure(path, error) }
    size = 0
  }

  /// Moves the file to where it belongs, once it is on the disk.
  func moveIntoPlace() throws {
    do { try handle.synchronize() } catch { throw Self.failure(path, error) }
    guard rename(path, destination) == 0 else { throw Self.failure(destination, errno) }
  }

  func remove() { unlink(path) }

  /// Whether the path still names the open file: another process may have moved it into place in between.
  private static func isAt(_ path: String, _ descriptor: Int32) -> Bool {
    var (atPath, opened) = (stat(), stat())
    return stat(path, &atPath) == 0 && fstat(descriptor, &opened) == 0
      && atPath.st_ino == opened.st_ino && atPath.st_dev == opened.st_dev
  }

  private static func failure(_ path: String, _ error: any Error) -> InputError {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    return failure(path, underlying.domain == NSPOSIXErrorDomain ? Int32(underlying.code) : 0)
  }

  private static func failure(_ path: String, _ code: Int32) -> InputError {
    InputError(
      .cannotWrite, file: path,
      problem: code == 0 ? "cannot be written" : "cannot be written (\(String(cString: strerror(code))))",
      remedy: "check that the folder may be written to and the disk has room")
  }
}
