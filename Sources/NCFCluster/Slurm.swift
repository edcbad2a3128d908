import Foundation
import NCFDiagnostics

/// Slurm's commands, as far as a sweep needs them.
public enum Slurm {
  /// A task of a job array in the queue.
  public struct Task: Hashable, Sendable {
    public let job: String
    /// From 1.
    public let index: Int
    /// Slurm's word, such as "PENDING" or "RUNNING".
    public let state: String

    public var isRunning: Bool { !["PENDING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED"].contains(state) }
  }

  /// Submits a script.
  /// - Parameter jobs: Those that have to have ended, well or not, before it begins.
  /// - Returns: The job's number.
  /// - Throws: `InputError` with what sbatch says.
  public static func submit(script: String, after jobs: [String]) throws -> String {
    let answer = try run("sbatch", arguments(script: script, after: jobs))
    // "1234", or "1234;cluster".
    let number = answer.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ";").first
    guard let number, number.allSatisfy(\.isNumber) else {
      throw InputError(
        .badContent, file: script, problem: "expected sbatch to give a number, found \"\(answer)\"")
    }
    return String(number)
  }

  static func arguments(script: String, after jobs: [String]) -> [String] {
    ["--parsable"] + (jobs.isEmpty ? [] : ["--dependency=afterany:\(jobs.joined(separator: ":"))"]) + [script]
  }

  /// The command that submits a script, as a person would type it.
  public static func command(script: String, after jobs: [String]) -> String {
    (["sbatch"] + arguments(script: script, after: jobs).map(JobScript.quoted)).joined(separator: " ")
  }

  /// The user's tasks that wait or run.
  /// - Throws: `InputError` with what squeue says.
  public static func queue() throws -> [Task] {
    tasks(listing: try run("squeue", ["--me", "--noheader", "--array", "--format=%F %K %T"]))
  }

  /// The user's tasks that wait or run, or nil if no Slurm is installed, or it does not answer.
  /// - Parameter complain: Is told why it does not answer.
  public static func queueIfThere(complain: (InputError) -> Void) -> [Task]? {
    guard path(of: "squeue") != nil else { return nil }
    do {
      return try queue()
    } catch let error as InputError {
      complain(error)
    } catch {}
    return nil
  }

  /// - Parameter listing: Lines "job index state", as squeue gives them; tasks of no array have no index and are left out.
  public static func tasks(listing: String) -> [Task] {
    listing.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count == 3, let index = Int(fields[1]) else { return nil }
      return Task(job: String(fields[0]), index: index, state: String(fields[2]))
    }
  }

  /// How tasks of jobs ended, where Slurm keeps accounts; otherwise none.
  public static func endings(of jobs: [String]) -> [Task] {
    guard !jobs.isEmpty, path(of: "sacct") != nil else { return [] }
    let listing = try? run(
      "sacct", ["-X", "-n", "-P", "--array", "-j", jobs.joined(separator: ","), "--format=JobID,State"])
    return endings(listing: listing ?? "")
  }

  /// Lines such as "1234_5|TIMEOUT" or "1234_6|CANCELLED by 1000".
  public static func endings(listing: String) -> [Task] {
    listing.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: "|")
      guard fields.count == 2, let state = fields[1].split(separator: " ").first else { return nil }
      let id = fields[0].split(separator: "_")
      guard id.count == 2, let index = Int(id[1]) else { return nil }
      return Task(job: String(id[0]), index: index, state: String(state))
    }
  }

  /// How many tasks an array may have where Slurm is not told otherwise.
  public static let usualArray = 1000

  /// How many tasks an array may have.
  public static var largestArray: Int {
    largestArray(configuration: (try? run("scontrol", ["show", "config"])) ?? "")
  }

  /// - Parameter configuration: Lines such as "MaxArraySize            = 1001", which is above every index.
  public static func largestArray(configuration: String) -> Int {
    let line = configuration.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    let size = line?.split(separator: "=").last.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    return max(1, size.map { $0 - 1 } ?? usualArray)
  }

  private static func path(of command: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(command)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func run(_ command: String, _ arguments: [String]) throws -> String {
    guard let path = path(of: command) else {
      throw InputError(
        .missing, problem: "\(command) is not there: this machine has no Slurm",
        remedy: "submit on the cluster's login node, or use ncf-exp run --shard i/n with any queue")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Slurm complains in a few lines, which the pipe holds.
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    let complaint = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw InputError(
        .cannotWrite, problem: "\(command): \(complaint.trimmingCharacters(in: .whitespacesAndNewlines))",
        remedy: command == "sbatch"
          ? "check --partition, --account, --time, --cpus and --mem (none leaves it to Slurm)"
          : "check that Slurm's controller runs")
    }
    return text
  }
}

/// A job array that was submitted: a line of what `jobs.json` holds.
public struct SubmittedJob: Hashable, Sendable, Codable {
  /// Slurm's number.
  public let job: String
  public let stage: Int
  /// The shards of the array's tasks 1, 2, ….
  public let shards: [Int]

  public init(job: String, stage: Int, shards: [Int]) {
    (self.job, self.stage, self.shards) = (job, stage, shards)
  }
}

/// The shards of a sweep that have tasks in the queue.
public struct QueuedShards: Hashable, Sendable {
  /// For each shard with a task in the queue, by its number, whether the task runs; it waits otherwise.
  public private(set) var isRunning: [Int: Bool] = [:]
  /// The jobs that have tasks in the queue.
  public private(set) var jobs: Set<String> = []

  /// - Parameters:
  ///   - submitted: The sweep's jobs.
  ///   - tasks: The tasks of the queue, also those of other sweeps.
  public init(_ submitted: [SubmittedJob], _ tasks: [Slurm.Task]) {
    let shards = Dictionary(submitted.map { ($0.job, $0.shards) }) { _, last in last }
    for task in tasks {
      guard let own = shards[task.job], own.indices.contains(task.index - 1) else { continue }
      jobs.insert(task.job)
      isRunning[own[task.index - 1]] = task.isRunning
    }
  }
}
