/// The script of a job array: one task for each part.
public struct JobScript: Hashable, Sendable {
  public let name: String
  public let stage: Int
  public let parts: [Int]
  let runCount: Int
  let folder: SweepFolder
  let program: String
  let workingFolder: String
  let options: JobOptions

  /// How often a task that runs out of time goes back into the queue; a run that gets nowhere ends.
  static let mostRestarts = 100

  /// - Parameters:
  ///   - name: Of the sweep, for the queue's listings.
  ///   - parts: Each becomes a task.
  ///   - runCount: How many runs they hold.
  ///   - program: The absolute path of ncf-exp.
  ///   - workingFolder: Where relative paths begin.
  public init(
    name: String, stage: Int, parts: [Int], runCount: Int, folder: SweepFolder, program: String,
    workingFolder: String, options: JobOptions
  ) {
    self.name = name
    self.stage = stage
    self.parts = parts
    self.runCount = runCount
    self.folder = folder
    self.program = program
    self.workingFolder = workingFolder
    self.options = options
  }

  public var text: String {
    """
    #!/bin/bash
    # Written by ncf-exp submit: \(name), stage \(stage), \(runCount) runs in \(parts.count) tasks.
    \(directives.map { "#SBATCH \($0)" }.joined(separator: "\n"))

    # The part of the sweep that each task does, of those in sweep.json.
    parts=(
    \(partLines.map { "  \($0)" }.joined(separator: "\n"))
    )
    part=${parts[SLURM_ARRAY_TASK_ID - 1]}

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

    \(Self.quoted(program)) task \(Self.quoted(folder.path)) "$part" --jobs "${SLURM_CPUS_PER_TASK:-1}" &
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
      "--job-name=ncf-\(name)-\(stage)", "--array=1-\(parts.count)\(limit)",
      "--chdir=\(Self.quoted(workingFolder))",
      "--output=\(Self.quoted("\(folder.logs)/%A_%a.log"))", "--open-mode=append", "--requeue",
      "--signal=B:USR1@\(options.notice)",
    ] + options.directives
  }

  /// Twenty numbers a line.
  private var partLines: [String] {
    stride(from: 0, to: parts.count, by: 20).map { start in
      parts[start..<min(start + 20, parts.count)].map(String.init).joined(separator: " ")
    }
  }

  /// As one word of the shell.
  static func quoted(_ text: String) -> String {
    let plain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+%=:,".contains($0)) }
    return plain && !text.isEmpty ? text : "'\(text.replacing("'", with: #"'\''"#))'"
  }
}
