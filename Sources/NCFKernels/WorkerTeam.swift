import Foundation
import Synchronization

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

/// The rounds of work that the threads of a `WorkerTeam` go through together.
final class WorkerRounds: @unchecked Sendable {
  /// Turns of the spin before a waiting thread lets others run, and before it goes to sleep.
  private static let spins = 4_000
  private static let yields = 200

  private let count: Int
  /// What the workers of this round are to do; set before `round` moves on.
  private var task: (Int) -> Void = { _ in }
  private let round = Atomic<Int>(0)
  private let isEnding = Atomic<Bool>(false)
  private let arrived = Atomic<Int>(0)
  private let phase = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let condition = NSCondition()

  init(count: Int) { self.count = count }

  /// Runs a round as worker 0.
  func perform(_ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      task = body
      advance()
      body(0)
      meet()
      task = { _ in }
    }
  }

  /// Waits until every worker has come here.
  func meet() {
    let current = phase.load(ordering: .relaxed)
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == count {
      arrived.store(0, ordering: .relaxed)
      phase.store(current &+ 1, ordering: .releasing)
    } else {
      var turns = 0
      while phase.load(ordering: .acquiring) == current {
        turns &+= 1
        if turns > Self.spins { sched_yield() }
      }
    }
  }

  /// Takes part in every round, until the last.
  func serve(as worker: Int) {
    var seen = 0
    while true {
      waitForRound(after: seen)
      seen &+= 1
      if isEnding.load(ordering: .sequentiallyConsistent) { return }
      task(worker)
      meet()
    }
  }

  /// Lets the threads go. Called between rounds.
  func end() {
    isEnding.store(true, ordering: .sequentiallyConsistent)
    advance()
  }

  private func advance() {
    round.add(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      condition.lock()
      condition.broadcast()
      condition.unlock()
    }
  }

  private func waitForRound(after seen: Int) {
    var turns = 0
    while round.load(ordering: .acquiring) == seen {
      turns &+= 1
      if turns > Self.spins + Self.yields {
        sleepers.add(1, ordering: .sequentiallyConsistent)
        condition.lock()
        while round.load(ordering: .sequentiallyConsistent) == seen { condition.wait() }
        condition.unlock()
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
      } else if turns > Self.spins {
        sched_yield()
      }
    }
  }
}
