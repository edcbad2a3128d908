import Foundation
import NCFKernels
import Synchronization
import Testing

@Suite struct WorkerTeamTests {
  @Test(arguments: 1...4)
  func everyWorkerDoesEveryRoundOnce(count: Int) {
    let team = WorkerTeam(count: count)
    let counts = Mutex([Int](repeating: 0, count: count))
    for _ in 0..<500 { team.perform { worker in counts.withLock { $0[worker] += 1 } } }
    #expect(counts.withLock { $0 } == [Int](repeating: 500, count: count))
  }

  /// After the barrier each worker sees what the others wrote before it.
  @Test(arguments: 2...4)
  func barrierSeparatesPhases(count: Int) {
    let team = WorkerTeam(count: count)
    let written = AlignedBuffer<Int>(count: count, zero: 0)
    let sums = AlignedBuffer<Int>(count: count, zero: 0)
    var wrong = 0
    for round in 1...300 {
      team.perform { worker in
        written.pointer[worker] = round
        team.barrier()
        sums.pointer[worker] = written.values.reduce(0, +)
      }
      wrong += sums.values.count { $0 != round * count }
    }
    #expect(wrong == 0)
  }

  /// Between two rounds the workers go to sleep; they wake for the next, and end with the team.
  @Test func workersWakeAfterAPause() {
    let done = Atomic<Int>(0)
    for _ in 0..<5 {
      let team = WorkerTeam(count: 3)
      team.perform { _ in done.add(1, ordering: .relaxed) }
      Thread.sleep(forTimeInterval: 0.02)
      team.perform { _ in done.add(1, ordering: .relaxed) }
    }
    #expect(done.load(ordering: .relaxed) == 30)
  }

  /// The threads keep no reference to their team: it ends with its last owner, and they with it.
  @Test(arguments: [1, 2, 4])
  func teamEndsWithItsOwner(count: Int) {
    weak var released: WorkerTeam?
    let done = Atomic<Int>(0)
    do {
      let team = WorkerTeam(count: count)
      released = team
      for _ in 0..<3 { team.perform { _ in done.add(1, ordering: .relaxed) } }
    }
    #expect(done.load(ordering: .relaxed) == 3 * count)
    #expect(released == nil)
  }
}
