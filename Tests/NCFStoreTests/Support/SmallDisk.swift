import Foundation

/// A disk of one megabyte, in memory. Only root can make one, and not in every container.
final class SmallDisk {
  static let isPossible = (try? SmallDisk()) != nil

  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("ncf-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    do {
      try Self.command("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", path])
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  deinit {
    try? Self.command("umount", ["-l", path])
    try? FileManager.default.removeItem(atPath: path)
  }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Takes all space that is left. Removing the file "filler" frees it.
  func fill() {
    let descriptor = open(path("filler"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(descriptor) }
    let bytes = [UInt8](repeating: 1, count: 512)
    while write(descriptor, bytes, bytes.count) == bytes.count {}
  }

  func free() throws { try FileManager.default.removeItem(atPath: path("filler")) }

  func makeReadOnly() throws { try Self.command("mount", ["-o", "remount,ro", path]) }

  private static func command(_ name: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [name] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
  }
}
