import Foundation

/// How much memory this process can still take.
public enum AvailableMemory {
  /// In bytes: what the machine has left, or less where the process or its container is limited.
  public static var bytes: Int {
    [machine, container, addressSpace].compactMap { $0 }.min() ?? Int(ProcessInfo.processInfo.physicalMemory)
  }

  /// What Linux says is left without swapping.
  private static var machine: Int? { kilobytes("MemAvailable", of: "/proc/meminfo") }

  /// The limit of the container (cgroup, version 2), less what it uses and cannot drop.
  private static var container: Int? {
    guard
      let line = text(of: "/proc/self/cgroup")?.split(separator: "\n").first(where: { $0.hasPrefix("0::") })
    else { return nil }
    // A container sees its own group as the root.
    for group in [String(line.dropFirst(3)), ""] {
      let folder = "/sys/fs/cgroup\(group)"
      guard let limit = text(of: "\(folder)/memory.max").flatMap({ Int($0) }),
        let used = text(of: "\(folder)/memory.current").flatMap({ Int($0) })
      else { continue }
      let droppable =
        text(of: "\(folder)/memory.stat")?.split(separator: "\n").first { $0.hasPrefix("inactive_file ") }
        .flatMap { Int($0.dropFirst("inactive_file ".count)) } ?? 0
      return max(0, limit - used + droppable)
    }
    return nil
  }

  /// The limit that `ulimit -v` sets, less what is taken already.
  private static var addressSpace: Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(Int.max),
      let used = kilobytes("VmSize", of: "/proc/self/status")
    else { return nil }
    return max(0, Int(limit.rlim_cur) - used)
  }

  private static func kilobytes(_ name: String, of path: String) -> Int? {
    guard let line = text(of: path)?.split(separator: "\n").first(where: { $0.hasPrefix("\(name):") }),
      let number = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    else { return nil }
    return Int(number).map { $0 * 1024 }
  }

  private static func text(of path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// A run needs more memory than there is.
struct InsufficientMemory: Error, CustomStringConvertible {
  let needed: Int
  let available: Int

  var description: String {
    """
    it needs about \(Self.gigabytes(needed)) GB of memory, and \(Self.gigabytes(available)) GB are available; \
    try fewer factors or layers
    """
  }

  private static func gigabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1e9) }
}
