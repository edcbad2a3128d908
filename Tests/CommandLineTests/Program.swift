import Foundation
import NCFTestSupport
import Testing

/// The built program, run as a user runs it: from the project's root, in a process of its own.
struct Program {
  struct Outcome {
    let exitCode: Int32
    let output: String
    let errors: String
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The program lies beside the bundle of tests.
  static let path: URL = {
    let argument = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: argument).deletingLastPathComponent().appendingPathComponent("ncf-exp")
  }()

  /// A folder of the test's own, removed when `body` returns.
  /// - Parameter isInMemory: Prefers a place in memory, where waiting for the disk takes no time.
  static func withFolder<Value>(isInMemory: Bool = false, _ body: (String) throws -> Value) throws -> Value {
    let folder = try TemporaryFolder(inMemory: isInMemory)
    return try withExtendedLifetime(folder) { try body(folder.path) }
  }

  /// Starts the program.
  /// - Parameters:
  ///   - environment: In addition to the test's own, from which NCF_DATA_DIR is taken away.
  ///   - addressSpaceKilobytes: How much memory the program may take, as `ulimit -v` sets it.
  ///   - onErrorLine: Called with the process when the first line on standard error has come.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], folder: URL = root,
    addressSpaceKilobytes: Int? = nil, onErrorLine: ((Process) -> Void)? = nil
  ) throws -> Outcome {
    let process = make(arguments, environment: environment, folder: folder)
    if let addressSpaceKilobytes {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -v \(addressSpaceKilobytes); exec \"$0\" \"$@\"", path.path] + arguments
    }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var errorText = Data()
    if let onErrorLine {
      errorText = errors.fileHandleForReading.availableData
      onErrorLine(process)
    }
    // What the program says is little enough to wait in the pipes one after the other.
    errorText.append(try errors.fileHandleForReading.readToEnd() ?? Data())
    let outputText = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus, output: String(decoding: outputText, as: UTF8.self),
      errors: String(decoding: errorText, as: UTF8.self))
  }

  /// Starts the program and does not wait for it. What it says goes nowhere.
  static func start(_ arguments: [String]) throws -> Process {
    let process = make(arguments, environment: [:], folder: root)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private static func make(_ arguments: [String], environment: [String: String], folder: URL) -> Process {
    let process = Process()
    process.executableURL = path
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .filter { $0.key != "NCF_DATA_DIR" }
      .merging(environment) { $1 }
    return process
  }
}
