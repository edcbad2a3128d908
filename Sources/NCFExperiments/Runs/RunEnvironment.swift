import Foundation
import NCFModels
import NCFSystem

/// Where and with what a run was made.
public struct RunEnvironment: Hashable, Sendable, Codable {
  /// The release of ncf-exp, such as "0.1.0".
  public let engineVersion: String
  public let numericsVersion: Int
  /// The git commit of the working folder, if it is in a git checkout; "+" at the end marks local changes.
  public let gitCommit: String?
  public let host: String
  /// The processor's name, and the widest vectors that the engine was built for: "AMD EPYC, AVX-512".
  public let processor: String
  /// The compiler that built the program, such as "Swift 6.3".
  public let toolchain: String

  public init(
    engineVersion: String, numericsVersion: Int, gitCommit: String?, host: String, processor: String,
    toolchain: String
  ) {
    self.engineVersion = engineVersion
    self.numericsVersion = numericsVersion
    self.gitCommit = gitCommit
    self.host = host
    self.processor = processor
    self.toolchain = toolchain
  }
}

extension RunEnvironment {
  /// This machine, this build and the working folder as they are now.
  public static func current() -> RunEnvironment {
    RunEnvironment(
      engineVersion: EngineVersion.release, numericsVersion: EngineVersion.numerics,
      gitCommit: currentCommit(), host: hostName, processor: "\(processorName()), \(Processor.vectors)",
      toolchain: compiler)
  }

  /// The kernel's name for the host; Foundation's would ask the network.
  public static var hostName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func processorName() -> String {
    let listing = FileManager.default.contents(atPath: "/proc/cpuinfo") ?? Data()
    let name = String(decoding: listing, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("model name") }?
      .split(separator: ":", maxSplits: 1).last?
      .trimmingCharacters(in: .whitespaces)
    return name ?? "unknown"
  }

  /// The commit's hash, with "+" behind it if tracked files have changed since; nil without git or a checkout.
  private static func currentCommit() -> String? {
    // Reading must not take the lock of the index from a git command that the user runs. Foundation's Process would
    // wait by the calendar's clock, which may jump.
    let command = "GIT_OPTIONAL_LOCKS=0 git describe --always --abbrev=40 '--exclude=*' --dirty=+ 2>/dev/null"
    guard let git = popen(command, "r") else { return nil }
    var answer = [UInt8](repeating: 0, count: 256)
    let count = fread(&answer, 1, answer.count, git)
    guard pclose(git) == 0 else { return nil }
    let commit = String(decoding: answer.prefix(count), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return commit.isEmpty ? nil : commit
  }

  private static var compiler: String {
    #if compiler(>=6.4)
      "Swift 6.4 or later"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #elseif compiler(>=6.2)
      "Swift 6.2"
    #else
      "Swift 6.1"
    #endif
  }
}
