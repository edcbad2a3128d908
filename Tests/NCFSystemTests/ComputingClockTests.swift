import Foundation
import NCFSystem
import Testing

struct ComputingClockTests {
  @Test func waitingIsNoWorkForOneThread() {
    let (own, common) = (ComputingClock(threadCount: 1), ComputingClock(threadCount: 2))
    let (ownStart, commonStart) = (own.seconds, common.seconds)
    usleep(40_000)
    let (ownSeconds, commonSeconds) = (own.seconds - ownStart, common.seconds - commonStart)
    #expect(commonSeconds >= 0.04)
    #expect(ownSeconds < commonSeconds / 2)
  }

  @Test func workCounts() {
    let clock = ComputingClock(threadCount: 1)
    let start = clock.seconds
    var sum = 0.0
    for term in 1...100_000 { sum += 1 / Double(term) }
    #expect(sum > 12)
    #expect(clock.seconds > start)
  }
}
