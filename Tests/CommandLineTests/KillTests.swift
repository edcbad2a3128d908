import Foundation
import NCFRandom
import Testing

@Suite("kill -9 at any moment loses nothing") struct KillTests {
  /// Many rounds only in the slow tier: `make test-slow`.
  static let rounds = ProcessInfo.processInfo.environment["NCF_SLOW_TESTS"] == "1" ? 100 : 10

  @Test("and the sweep ends with the bits of an undisturbed one") func kills() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let undisturbed = try Sweep("\(folder)/undisturbed")
      let whole = try Program.run(undisturbed.command)
      #expect(whole.output == "\(Sweep.runCount) finished\n", "\(whole.errors.suffix(400))")
      let (numbers, weights) = (try undisturbed.numbers(), try undisturbed.weights())
      #expect(numbers.count == Sweep.runCount && weights.count == Sweep.runCount)

      var generator = SeededGenerator(seed: UInt64(Self.rounds), stream: "kill")
      var (kills, sweeps, resumed) = (0, 0, 0)
      while kills < Self.rounds {
        sweeps += 1
        let sweep = try Sweep("\(folder)/\(sweeps)")
        while kills < Self.rounds {
          let process = try Program.start(sweep.command)
          Thread.sleep(forTimeInterval: 0.02 + 0.25 * generator.uniform())
          let wasRunning = process.isRunning
          kill(process.processIdentifier, SIGKILL)
          process.waitUntilExit()
          guard wasRunning, process.terminationReason == .uncaughtSignal else { break }
          kills += 1
          resumed += sweep.checkpoints.count
          // The first kills may come before there is a database.
          if FileManager.default.fileExists(atPath: sweep.database) { try sweep.checkIntegrity() }
        }
        let rest = try Program.run(sweep.command)
        #expect(rest.exitCode == 0, "\(rest.errors.suffix(400))")
        try sweep.checkIntegrity()
        #expect(try sweep.numbers() == numbers)
        #expect(try sweep.weights() == weights)
        #expect(sweep.checkpoints.isEmpty)
        try FileManager.default.removeItem(atPath: sweep.folder)
      }
      print(
        "kill -9: \(kills) rounds over \(sweeps) sweeps, \(resumed) checkpoints left behind, nothing lost")
    }
  }
}
