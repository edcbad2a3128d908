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
          Self.wait(until: 0.02 + 0.25 * generator.uniform(), of: process)
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

  /// Waits until a process has had so many seconds of processor time, or has ended: on a busy machine as on an idle one,
  /// the kills then fall all over its work.
  private static func wait(until seconds: Double, of process: Process) {
    let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
    while process.isRunning {
      Thread.sleep(forTimeInterval: 0.002)
      guard
        let line = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
      else { return }
      // User and system time are the 14th and 15th word; the second, the name, may have spaces and ends with ")".
      let words = (line.split(separator: ")").last ?? "").split(separator: " ")
      guard words.count > 12, let user = Double(words[11]), let system = Double(words[12]) else { return }
      if (user + system) / ticks >= seconds { return }
    }
  }
}
