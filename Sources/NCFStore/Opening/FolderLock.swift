import Foundation

/// A lock on a folder, held by one thread of one process at a time.
///
/// Locking the folder itself leaves no lock file behind, and the system frees the lock if the process dies.
enum FolderLock {
  /// Runs `body` while holding the lock of the folder in which `path` lies. Without a folder that can be opened
  /// there is nothing to protect, and `body` finds out.
  static func withLock<Value>(ofFolderOf path: String, _ body: () throws -> Value) rethrows -> Value {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    return try body()
  }
}
