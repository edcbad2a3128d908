import Foundation

/// The memory that runs may take. It is asked anew whenever a run is to begin, since other programs take and free some.
public struct MemoryBudget: Sendable {
  /// Bytes that the machine, or the limits of the process, could give at best: a run that needs more cannot be done here.
  public let limit: Int
  /// Bytes that the runs of this process may take together now, those that they have taken already among them.
  public let current: @Sendable (_ reserved: Int) -> Int

  /// - Parameter current: Given the bytes that the active runs need according to their plan.
  public init(limit: Int, current: @escaping @Sendable (_ reserved: Int) -> Int) {
    self.limit = limit
    self.current = current
  }

  /// A fixed number of bytes.
  public static func fixed(_ bytes: Int) -> MemoryBudget { MemoryBudget(limit: bytes) { _ in bytes } }

  /// What this machine has, and leaves to this process.
  public static func ofMachine() -> MemoryBudget {
    let resident = MachineMemory.resident
    return MemoryBudget(limit: MachineMemory.total) { reserved in
      // What the runs hold is theirs already. What else has come since, such as data, is not, so their plan is a bound.
      let held = min(max(0, MachineMemory.resident - resident), reserved)
      return MachineMemory.available + held
    }
  }
}

/// What Linux says of memory, in bytes.
private enum MachineMemory {
  /// What is left without swapping, or less where the process or its container is limited.
  static var available: Int {
    let machine = kilobytes("MemAvailable", of: "/proc/meminfo")
    return [machine, containerRest, addressSpaceRest].compactMap { $0 }.min()
      ?? Int(ProcessInfo.processInfo.physicalMemory)
  }

  /// What there would be if nothing else took any. Address space that the program itself takes never comes back.
  static var total: Int {
    let physical = Int(ProcessInfo.processInfo.physicalMemory)
    return [physical, container?.limit, addressSpaceRest].compactMap { $0 }.min() ?? physical
  }

  /// What this process holds.
  static var resident: Int { kilobytes("VmRSS", of: "/proc/self/status") ?? 0 }

  /// The limit of the container (cgroup, version 2) that the process runs in, and the group's folder.
  private static var container: (limit: Int, folder: String)? {
    guard
      let line = text(of: "/proc/self/cgroup")?.split(separator: "\n").first(where: { $0.hasPrefix("0::") })
    else { return nil }
    // A container sees its own group as the root.
    for group in [String(line.dropFirst(3)), ""] {
      let folder = "/sys/fs/cgroup\(group)"
      if let limit = text(of: "\(folder)/memory.max").flatMap({ Int($0) }) { return (limit, folder) }
    }
    return nil
  }

  /// The container's limit, less what it uses and cannot drop.
  private static var containerRest: Int? {
    guard let (limit, folder) = container,
      let used = text(of: "\(folder)/memory.current").flatMap({ Int($0) })
    else { return nil }
    let droppable =
      text(of: "\(folder)/memory.stat")?.split(separator: "\n").first { $0.hasPrefix("inactive_file ") }
      .flatMap { Int($0.dropFirst("inactive_file ".count)) } ?? 0
    return max(0, limit - used + droppable)
  }

  /// The limit that `ulimit -v` sets, less what is taken already.
  private static var addressSpaceRest: Int? {
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

/// Memory is short for a run.
struct MemoryShortage: Error, CustomStringConvertible {
  let needed: Int
  /// At best, or now.
  let available: Int
  /// Whether there is enough when other programs have ended.
  let isPassing: Bool

  var description: String {
    let need = "it needs about \(Self.gigabytes(needed)) GB of memory, and"
    return isPassing
      ? "\(need) \(Self.gigabytes(available)) GB are free now; it runs alone"
      : "\(need) \(Self.gigabytes(available)) GB are all that can be had; try fewer factors or layers"
  }

  private static func gigabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1e9) }
}
