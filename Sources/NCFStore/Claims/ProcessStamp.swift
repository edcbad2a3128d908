import Foundation
import NCFExperiments

/// What tells one process from every other, also after its number was given to a new one.
struct ProcessStamp: Hashable, Sendable, Codable {
  let host: String
  /// Changes each time the machine starts.
  let boot: String
  /// Process numbers are only comparable inside of one namespace; containers have their own.
  let namespace: String
  let pid: Int
  /// When the process started, in clock ticks since the machine did.
  let start: Int

  static let current = ProcessStamp(
    host: RunEnvironment.hostName,
    boot: text(of: "/proc/sys/kernel/random/boot_id") ?? "",
    namespace: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "",
    pid: Int(getpid()),
    start: start(ofProcess: Int(getpid())) ?? 0)

  /// Whether the process lives, or nil if that cannot be seen from here.
  var isAlive: Bool? {
    let here = Self.current
    guard !here.boot.isEmpty, !boot.isEmpty else { return nil }
    if boot != here.boot { return host == here.host ? false : nil }
    return namespace == here.namespace ? Self.start(ofProcess: pid) == start : nil
  }

  /// The start of a living process. A zombie is not one: it has ended, and only its parent does not know yet.
  private static func start(ofProcess pid: Int) -> Int? {
    // proc(5): the name, in parentheses, may hold spaces and parentheses itself; the state follows it as field
    // 3, and the start time is field 22.
    guard let text = text(of: "/proc/\(pid)/stat"), let nameEnd = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: nameEnd)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return Int(fields[19])
  }

  private static func text(of path: String) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
