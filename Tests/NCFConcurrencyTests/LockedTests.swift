import Foundation
import NCFConcurrency
import Testing

@Suite struct LockedTests {
  /// Each thread sleeps between reading and writing, so that without a lock another's change would be lost.
  @Test func oneThreadAtATimeChangesIt() {
    let count = Locked(0)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<20 {
        count.withLock { count in
          let before = count
          usleep(100)
          count = before + 1
        }
      }
    }
    #expect(count.withLock { $0 } == 160)
  }

  @Test func anErrorLeavesItOpen() throws {
    let value = Locked(1)
    #expect(throws: CocoaError.self) {
      try value.withLock { value in
        value = 2
        throw CocoaError(.featureUnsupported)
      }
    }
    #expect(value.withLock { $0 } == 2)
  }
}
