import Foundation
import NCFConcurrency
import NCFKernels
import Synchronization
import Testing

@Suite struct WorkerTeamTests {
  @Test(arguments: 1...4)
  func everyWorkerDoesEveryRoundOnce(count: Int) {
    let team = WorkerTeam(count: count)
    let counts = Locked([Int](repeating: 0, count: count))
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
        written[worker] = round
        team.barrier()
        sums[worker] = written.values.reduce(0, +)
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

  /// A team ends with its last owner, and its threads with it: each leaves a mark when it goes.
  @Test func threadsEndWithTheirTeam() throws {
    var key = pthread_key_t()
    try #require(pthread_key_create(&key) { _ in endedThreads.add(1, ordering: .relaxed) } == 0)
    let mark = key
    weak var released: WorkerTeam?
    do {
      let team = WorkerTeam(count: 4)
      released = team
      team.perform { worker in
        if worker > 0 { pthread_setspecific(mark, UnsafeRawPointer(bitPattern: 1)) }
      }
    }
    #expect(released == nil)
    for _ in 0..<2_000 where endedThreads.load(ordering: .relaxed) < 3 {
      Thread.sleep(forTimeInterval: 0.005)
    }
    #expect(endedThreads.load(ordering: .relaxed) == 3)
  }
}

/// Threads with a mark that have come to their end.
private let endedThreads = Atomic<Int>(0)
