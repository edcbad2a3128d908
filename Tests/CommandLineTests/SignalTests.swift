import Foundation
import Testing

@Suite("Signals") struct SignalTests {
  /// An epoch of this run takes seconds: the stop comes inside of it.
  static let long = #"""
    {"name": "sweep",
     "settings": {"dataset": "sample", "model": "neumf", "negatives": 100, "factors": 16, "depth": 4, "epochs": 2}}
    """#

  @Test("stop within a second, inside an epoch, with a checkpoint", arguments: [SIGINT, SIGTERM])
  func stops(signal: Int32) throws {
    let exitCode = 128 + signal
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder, specification: Self.long)
      let command = ["run", sweep.spec, "--db", sweep.database, "--checkpoint-interval", "0.05"]
      let process = try Program.start(command)
      try waitForCheckpoint(of: sweep, by: process)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == exitCode)
      #expect(sweep.checkpoints.count == 1 && sweep.checkpoints.allSatisfy { $0.hasSuffix(".checkpoint") })
      try sweep.checkIntegrity()

      // The next one goes on with the first epoch, which nobody has finished.
      let next = try Program.run(command) { kill($0.processIdentifier, signal) }
      #expect(next.exitCode == exitCode)
      #expect(next.errors.contains("goes on after epoch 0"), "\(next.errors)")
    }
  }

  @Test("a second one ends the program at once, and nothing is lost") func second() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder)
      let process = try Program.start(sweep.command)
      try waitForCheckpoint(of: sweep, by: process)
      // The program may be through with its stop before the second one comes.
      for _ in 0..<100 where process.isRunning { kill(process.processIdentifier, SIGTERM) }
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 143)
      try sweep.checkIntegrity()
      #expect(try Program.run(sweep.command).exitCode == 0)
      #expect(try sweep.numbers().count == Sweep.runCount)
    }
  }

  struct NothingHappened: Error {}

  private func waitForCheckpoint(of sweep: Sweep, by process: Process) throws {
    let end = Date() + 60
    while !sweep.checkpoints.contains(where: { $0.hasSuffix(".checkpoint") }) {
      guard process.isRunning, Date() < end else { throw NothingHappened() }
      Thread.sleep(forTimeInterval: 0.005)
    }
  }
}
