import Foundation
import Testing

@Suite("Memory") struct MemoryTests {
  /// The first group would take 70 GB for its layers alone.
  static let spec = #"""
    {"name": "sweep", "settings": {"dataset": "sample", "epochs": 1},
     "groups": [
      {"settings": {"model": "mlp", "factors": 1024, "depth": 7}},
      {"settings": {"model": "neumf", "factors": 128, "depth": 3}},
      {"settings": {"model": "gmf"}}]}
    """#

  @Test("a run that needs more than there is fails with its need; the others go on") func refusal() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let sweep = try Sweep(folder, specification: Self.spec)
      let run = ["run", sweep.spec, "--db", sweep.database, "--quiet"]
      let outcome = try Program.run(run, addressSpaceKilobytes: 3_000_000)
      #expect(outcome.exitCode == 1, "\(outcome.errors)")
      #expect(outcome.output == "2 finished, 1 failed\n", "\(outcome.output)")
      #expect(outcome.errors.contains("GB of memory"), "\(outcome.errors)")
      let listing = try Program.run(["runs", "--db", sweep.database, "--state", "failed"])
      #expect(listing.output.split(separator: "\n").count == 2)

      // It is not tried again unless that is asked for.
      let again = try Program.run(run, addressSpaceKilobytes: 3_000_000)
      #expect(again.output == "2 finished before, 1 failed\n" && again.exitCode == 1)
      let retry = try Program.run(run + ["--retry-failed"], addressSpaceKilobytes: 3_000_000)
      #expect(retry.errors.contains("GB of memory") && retry.exitCode == 1)
    }
  }
}
