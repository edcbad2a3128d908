/// The parts of a sweep that have tasks in the queue.
public struct QueuedParts: Hashable, Sendable {
  /// For each part with a task in the queue, by its number, whether the task runs; it waits otherwise.
  public private(set) var isRunning: [Int: Bool] = [:]
  /// The jobs that have tasks in the queue.
  public private(set) var jobs: Set<String> = []

  /// - Parameters:
  ///   - submitted: The sweep's jobs.
  ///   - tasks: The tasks of the queue, also those of other sweeps.
  public init(_ submitted: [SubmittedJob], _ tasks: [Slurm.Task]) {
    let parts = Dictionary(submitted.map { ($0.job, $0.parts) }) { _, last in last }
    for task in tasks {
      guard let own = parts[task.job], own.indices.contains(task.index - 1) else { continue }
      jobs.insert(task.job)
      isRunning[own[task.index - 1]] = task.isRunning
    }
  }
}
