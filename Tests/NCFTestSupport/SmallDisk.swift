import Foundation

/// A disk of a few megabytes, in memory. Only root can make one, and not in every container.
public final class SmallDisk {
  public static let isPossible = (try? SmallDisk()) != nil

  public let path: String

  /// - Parameter megabytes: The disk's size.
  public init(megabytes: Int = 1) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("ncf-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    do {
      try Self.command("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path])
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  deinit {
    try? Self.command("umount", ["-l", path])
    try? FileManager.default.removeItem(atPath: path)
  }

  public func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Takes all space that is left.
  public func fill() {
    let descriptor = open(path("filler"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
    defer { close(descriptor) }
    let bytes = [UInt8](repeating: 1, count: 512)
    while write(descriptor, bytes, bytes.count) == bytes.count {}
  }

  /// Gives back what `fill` has taken.
  public func free() throws { try FileManager.default.removeItem(atPath: path("filler")) }

  public func grow(toMegabytes size: Int) throws {
    try Self.command("mount", ["-o", "remount,size=\(size)m", path])
  }

  public func makeReadOnly() throws { try Self.command("mount", ["-o", "remount,ro", path]) }
  public func makeWritable() throws { try Self.command("mount", ["-o", "remount,rw", path]) }

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
