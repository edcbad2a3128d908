import Foundation

/// A few threads that do the parts of one step together, thousands of times a second.
///
///     let team = WorkerTeam(count: 2)
///     team.perform { worker in
///       first(half: worker)
///       team.barrier()
///       second(half: worker)
///     }
///
/// The caller is worker 0; the others wait for it in a short spin, since the next step usually follows at once, and
/// go to sleep when it does not. A team of one costs nothing.
public final class WorkerTeam: Sendable {
  public let count: Int
  /// What the threads share. They hold no reference to the team, so that it ends with its last owner, and they
  /// with it.
  private let rounds: WorkerRounds

  public init(count: Int) {
    demand(count >= 1, "no team has \(count) workers")
    self.count = count
    let rounds = WorkerRounds(count: count)
    self.rounds = rounds
    for worker in 1..<max(1, count) {
      let thread = Thread { rounds.serve(as: worker) }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  deinit { rounds.end() }

  /// Calls `body` with each worker's number, at once on all threads, and returns when all have returned.
  @inline(__always)
  public func perform(_ body: (Int) -> Void) {
    if count == 1 { return body(0) }
    rounds.perform(body)
  }

  /// Waits until every worker has come here.
  @inline(__always)
  public func barrier() {
    if count > 1 { rounds.meet() }
  }
}
