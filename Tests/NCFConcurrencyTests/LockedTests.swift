import Foundation
import NCFConcurrency
import Testing

@Suite struct LockedTests {
  @Test func oneThreadAtATimeChangesIt() {
    let counts = Locked<[String: Int]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for _ in 0..<1_000 { counts.withLock { $0["\(thread % 2)", default: 0] += 1 } }
    }
    #expect(counts.withLock { $0 } == ["0": 4_000, "1": 4_000])
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
