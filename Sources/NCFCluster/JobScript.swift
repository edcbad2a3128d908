/// The script of a job array: one task for each shard.
public struct JobScript: Hashable, Sendable {
  public let name: String
  public let stage: Int
  public let shards: [Int]
  let runCount: Int
  let folder: SweepFolder
  let program: String
  let workingFolder: String
  let options: JobOptions

  /// How often a task that runs out of time goes back into the queue; a run that gets nowhere ends.
  static let mostRestarts = 100

  /// - Parameters:
  ///   - name: Of the sweep, for the queue's listings.
  ///   - shards: Each becomes a task.
  ///   - runCount: How many runs they hold.
  ///   - program: The absolute path of ncf-exp.
  ///   - workingFolder: Where relative paths begin.
  public init(
    name: String, stage: Int, shards: [Int], runCount: Int, folder: SweepFolder, program: String,
    workingFolder: String, options: JobOptions
  ) {
    self.name = name
    self.stage = stage
    self.shards = shards
    self.runCount = runCount
    self.folder = folder
    self.program = program
    self.workingFolder = workingFolder
    self.options = options
  }

  public var text: String {
    """
    #!/bin/bash
    # Written by ncf-exp submit: \(name), stage \(stage), \(runCount) runs in \(shards.count) tasks.
    \(directives.map { "#SBATCH \($0)" }.joined(separator: "\n"))

    # The shard of the sweep that each task does, of those in sweep.json.
    shards=(
    \(shardLines.map { "  \($0)" }.joined(separator: "\n"))
    )
    shard=${shards[SLURM_ARRAY_TASK_ID - 1]}

    # Slurm sends USR1 before the time is up: the program saves where it is, and the task goes back into the queue.
    # It sends TERM on scancel: the program saves where it is, and the task ends.
    again=no
    stopping=no
    program=
    stop() {
      signalled=yes
      stopping=yes
      [ -z "$program" ] || kill -TERM "$program"
    }
    trap 'again=yes; stop' USR1
    trap stop TERM

    \(Self.quoted(program)) task \(Self.quoted(folder.path)) "$shard" --jobs "${SLURM_CPUS_PER_TASK:-1}" &
    program=$!
    [ "$stopping" = no ] || kill -TERM "$program"
    signalled=yes
    while [ "$signalled" = yes ]; do
      signalled=no
      wait "$program"
      code=$?
    done

    if [ "$again" = yes ] && [ "$code" = 143 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt \(Self.mostRestarts) ]; then
      scontrol requeue "$SLURM_JOB_ID"
    fi
    exit "$code"

    """
  }

  private var directives: [String] {
    let limit = options.running.map { "%\($0)" } ?? ""
    return [
      "--job-name=ncf-\(name)-\(stage)", "--array=1-\(shards.count)\(limit)",
      "--chdir=\(Self.quoted(workingFolder))",
      "--output=\(Self.quoted("\(folder.logs)/%A_%a.log"))", "--open-mode=append", "--requeue",
      "--signal=B:USR1@\(options.notice)",
    ] + options.directives
  }

  /// Twenty numbers a line.
  private var shardLines: [String] {
    stride(from: 0, to: shards.count, by: 20).map { start in
      shards[start..<min(start + 20, shards.count)].map(String.init).joined(separator: " ")
    }
  }

  /// As one word of the shell.
  static func quoted(_ text: String) -> String {
    let plain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+%=:,".contains($0)) }
    return plain && !text.isEmpty ? text : "'\(text.replacing("'", with: #"'\''"#))'"
  }
}

/// What a user asks of Slurm for each task.
public struct JobOptions: Hashable, Sendable {
  public var partition: String?
  public var time: TimeLimit?
  public var account: String?
  /// Cores of a task, each of which trains a run at a time.
  public var cores = 1
  /// As Slurm writes it, such as "2G"; nil leaves it to Slurm.
  public var memory: String?
  /// How many tasks run at a time at most.
  public var running: Int?
  /// Further options of sbatch, such as "--constraint=icelake".
  public var others: [String] = []

  public init(memory: String?) { self.memory = memory }

  var directives: [String] {
    var lines = ["--cpus-per-task=\(cores)"]
    if let memory { lines.append("--mem=\(memory)") }
    if let partition { lines.append("--partition=\(partition)") }
    if let time { lines.append("--time=\(time.text)") }
    if let account { lines.append("--account=\(account)") }
    return lines + others
  }

  /// How many seconds before the end a task is told to save where it is.
  var notice: Int { time?.notice ?? TimeLimit.longestNotice }
}

/// A time limit as Slurm writes it: `90` (minutes), `90:00`, `1:30:00`, `1-12`, `1-12:00`, `1-12:00:00`.
public struct TimeLimit: Hashable, Sendable {
  public let text: String
  public let seconds: Int

  /// Nil if `text` is none.
  public init?(_ text: String) {
    let dayAndClock = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = dayAndClock.last?.split(separator: ":", omittingEmptySubsequences: false).map { field in
      field.allSatisfy(\.isASCII) && field.count <= 6 && !field.hasPrefix("+") ? Int(field) : nil
    }
    guard let numbers, !numbers.contains(nil), dayAndClock.count <= 2, (1...3).contains(numbers.count) else {
      return nil
    }
    let fields = numbers.compactMap { $0 }
    let total: Int
    if dayAndClock.count == 2 {
      guard let days = Int(dayAndClock[0]), (0...9999).contains(days) else { return nil }
      total = days * 86_400 + zip(fields, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    } else {
      total =
        switch fields.count {
        case 1: fields[0] * 60
        case 2: fields[0] * 60 + fields[1]
        default: fields[0] * 3600 + fields[1] * 60 + fields[2]
        }
    }
    guard total > 0 else { return nil }
    (self.text, seconds) = (text, total)
  }

  /// How many seconds before the end a task is told to save where it is.
  public var notice: Int { min(Self.longestNotice, max(5, seconds / 4)) }

  static let longestNotice = 90
}
