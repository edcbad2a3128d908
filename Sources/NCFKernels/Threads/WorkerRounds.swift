import Foundation
import Synchronization

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
