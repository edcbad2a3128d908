import Foundation

/// The runs that are still to be done, shared by the workers: hands out the one whose chain of runs takes
/// longest among those whose prerequisites are done.
///
/// All state is guarded by `condition`, which is why the class may call itself Sendable.
final class RunBoard: @unchecked Sendable {
  /// A run to be done.
  struct Assignment {
    let run: PlannedRun
    /// The run's result is stored, but weights that others start from, or a full ranking, are not.
    let isRepeat: Bool
    let savesWeights: Bool
    let ranksFully: Bool
    /// The run for fewer epochs that it goes on from, if that one has left its end.
    var beginning: PlannedRun?
    /// Another process has had it before, and runs of this one start from it.
    var isAwaited = false
    /// What is said of it where it runs alone because memory is short.
    var shortage: MemoryShortage?
  }

  /// How a run ended.
  enum Ending {
    case finished, reused, cancelled, elsewhere
    /// It is no run of this plan, which was cut from another, and its weights are not stored.
    case absent
    case failed(String)
  }

  /// What a worker does next.
  enum Step {
    case perform(Assignment)
    /// The run cannot be done, since a run that it starts from has not been done.
    case giveUp(PlannedRun, Ending)
  }

  private let condition = NSCondition()
  private let cancellation: CancellationFlag
  private let memory: MemoryBudget
  /// Sorted so that the one to start first comes first.
  private var waiting: [Assignment]
  private var activeCount = 0
  private var activeMemory = 0
  private var endings: [RunIdentity: Ending]
  private var fault: (any Error)?

  /// - Parameters:
  ///   - assignments: In the plan's order.
  ///   - endings: The runs of the plan that need not be done or are not to be done.
  init(
    _ assignments: [Assignment], endings: [RunIdentity: Ending], memory: MemoryBudget,
    cancellation: CancellationFlag
  ) {
    self.memory = memory
    self.cancellation = cancellation
    self.endings = endings
    let lengths = Self.chainLengths(assignments)
    // Sorting by offset as well keeps the plan's order among equals.
    waiting = assignments.enumerated()
      .sorted { first, second in
        let (a, b) = (lengths[first.element.run.identity] ?? 0, lengths[second.element.run.identity] ?? 0)
        return a == b ? first.offset < second.offset : a > b
      }
      .map(\.element)
  }

  /// The next step, once there is one; nil if nothing is left to be done or the work is to stop.
  func next() -> Step? {
    condition.lock()
    defer { condition.unlock() }
    while !shouldStop {
      // Asked once for all that wait, and only if something is there to be begun.
      var asked: Int?
      func room() -> Int {
        if let asked { return asked }
        let room = min(memory.limit, memory.current(activeMemory))
        asked = room
        return room
      }
      for (index, assignment) in waiting.enumerated() {
        if let step = step(for: assignment, room: room) {
          waiting.remove(at: index)
          if case .giveUp(let run, let ending) = step {
            endings[run.identity] = ending
          } else {
            activeCount += 1
            activeMemory += Self.reserve(assignment, memory)
          }
          return step
        }
      }
      if activeCount == 0 { return nil }
      condition.wait()
    }
    return nil
  }

  /// Takes note of how a run ended that `next` handed out. One that another process has is handed out again, after
  /// all others, for as long as runs wait for it: the other process finishes it, or dies and leaves it.
  func end(_ assignment: Assignment, _ ending: Ending) {
    condition.withLock {
      let identity = assignment.run.identity
      if case .elsewhere = ending, waiting.contains(where: { $0.run.prerequisites.values.contains(identity) })
      {
        var awaited = assignment
        awaited.isAwaited = true
        waiting.append(awaited)
      } else {
        endings[identity] = ending
      }
      activeCount -= 1
      activeMemory -= Self.reserve(assignment, memory)
      condition.broadcast()
    }
  }

  /// The bytes that a run takes; none if it cannot be done here.
  private static func reserve(_ assignment: Assignment, _ memory: MemoryBudget) -> Int {
    assignment.run.memory > memory.limit ? 0 : assignment.run.memory
  }

  /// Whether another run of this process waits for a run.
  func isNeeded(_ run: PlannedRun) -> Bool {
    condition.withLock { waiting.contains { $0.run.prerequisites.values.contains(run.identity) } }
  }

  /// Stops everything, since the journal cannot be written.
  func stop(for error: any Error) {
    condition.withLock {
      fault = fault ?? error
      activeCount -= 1
      condition.broadcast()
    }
  }

  /// Whether runs are to end before they have finished.
  var isStopping: Bool { condition.withLock { shouldStop } }

  /// How the runs ended, when all workers have.
  /// - Throws: The error of the journal that stopped the work.
  func outcome(of plan: Plan) throws -> Outcome {
    try condition.withLock {
      if let fault { throw fault }
      var outcome = Outcome()
      for run in plan.runs {
        switch endings[run.identity] {
        case .finished: outcome.finished.append(run.identity)
        case .reused: outcome.reused.append(run.identity)
        case .elsewhere: outcome.elsewhere.append(run.identity)
        case .failed(let reason): outcome.failed.append(.init(identity: run.identity, reason: reason))
        case .cancelled, .absent, nil: outcome.cancelled.append(run.identity)
        }
      }
      return outcome
    }
  }

  private var shouldStop: Bool { fault != nil || cancellation.isCancelled }

  /// What can be done about a run now, or nil if it has to wait.
  private func step(for assignment: Assignment, room: () -> Int) -> Step? {
    for (role, prerequisite) in assignment.run.prerequisites.sorted(by: { $0.key < $1.key }) {
      switch endings[prerequisite] {
      case .finished, .reused: continue
      case .failed:
        return .giveUp(assignment.run, .failed("prerequisite \(role) (\(prerequisite.short)) failed"))
      case .absent:
        let reason = "prerequisite \(role) (\(prerequisite.short)) has not been trained yet; train it first"
        return .giveUp(assignment.run, .failed(reason))
      case .elsewhere: return .giveUp(assignment.run, .elsewhere)
      case .cancelled, nil: return nil
      }
    }
    let needed = assignment.run.memory
    // One that cannot be done here at all is handed out at once, to fail.
    if needed > memory.limit || activeMemory + needed <= room() { return .perform(assignment) }
    guard activeCount == 0 else { return nil }
    var squeezed = assignment
    squeezed.shortage = MemoryShortage(needed: needed, available: room(), isPassing: true)
    return .perform(squeezed)
  }

  /// For each run, its cost and that of the costliest chain of runs that wait for it.
  private static func chainLengths(_ assignments: [Assignment]) -> [RunIdentity: Double] {
    var lengths: [RunIdentity: Double] = [:]
    var following: [RunIdentity: Double] = [:]
    for assignment in assignments.reversed() {
      let run = assignment.run
      let length = run.cost + (following[run.identity] ?? 0)
      lengths[run.identity] = length
      for prerequisite in run.prerequisites.values {
        following[prerequisite] = max(following[prerequisite] ?? 0, length)
      }
    }
    return lengths
  }
}
