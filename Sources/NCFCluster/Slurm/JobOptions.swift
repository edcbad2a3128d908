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
