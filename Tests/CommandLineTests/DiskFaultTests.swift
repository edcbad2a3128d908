import Foundation
import NCFTestSupport
import Testing

@Suite(
  "Disks that are full or must not be written",
  .enabled(if: SmallDisk.isPossible, "needs the right to mount a disk"), .serialized)
struct DiskFaultTests {
  @Test("a full disk ends a sweep with one clear line; with more space it goes on to the same bits")
  func full() throws {
    try Program.withFolder(isInMemory: true) { folder in
      let undisturbed = try Sweep(folder)
      #expect(try Program.run(undisturbed.command).exitCode == 0)

      let disk = try SmallDisk()
      let sweep = try Sweep(disk.path("results"))
      let outcome = try Program.run(sweep.command + ["--quiet"])
      #expect(outcome.exitCode == 73)
      #expect(outcome.errors.contains("the disk is full"), "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      try disk.grow(toMegabytes: 64)
      try sweep.checkIntegrity()
      let kept = try sweep.numbers()

      #expect(try Program.run(sweep.command).exitCode == 0)
      let numbers = try sweep.numbers()
      #expect(Set(kept).isSubset(of: numbers))
      #expect(try numbers == undisturbed.numbers())
      #expect(try sweep.weights() == undisturbed.weights())
      #expect(sweep.checkpoints.isEmpty)
    }
  }

  @Test("a read-only disk is refused with one clear line, and what it holds stays readable") func readOnly()
    throws
  {
    let disk = try SmallDisk(megabytes: 16)
    let sweep = try Sweep(disk.path("results"))
    let run = ["run", "experiments/quickstart.json", "--db", sweep.database, "--set", "epochs=1", "--quiet"]
    #expect(try Program.run(run).exitCode == 0)
    let before = FileManager.default.contents(atPath: sweep.database)
    try disk.makeReadOnly()
    for command in [
      ["run", sweep.spec, "--db", sweep.database, "--quiet"],
      ["run", sweep.spec, "--db", disk.path("new/ncf.sqlite"), "--quiet"],
      ["export", disk.path("runs.jsonl"), "--db", sweep.database],
      ["import", sweep.spec, "--db", sweep.database],
      ["train", "--model", "gmf", "--dataset", "sample", "--db", sweep.database, "--verbose", "0"],
      ["data", "synth", "mine", "--output", disk.path("mine")],
    ] {
      let outcome = try Program.run(command)
      #expect(outcome.exitCode == 73, "\(command): \(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(command): \(outcome.errors)")
    }
    #expect(FileManager.default.contents(atPath: sweep.database) == before)
    try disk.makeWritable()
    #expect(try sweep.numbers().count == 3)
  }

  @Test("reports into a folder that must not be written are refused, and old ones stay") func reports() throws
  {
    try Program.withFolder { folder in
      let database = "\(folder)/ncf.sqlite"
      let smoke = ["--db", database, "--set", "epochs=1"]
      #expect(try Program.run(["run", "experiments/quickstart.json", "--quiet"] + smoke).exitCode == 0)
      let disk = try SmallDisk(megabytes: 4)
      let report = ["report", "quickstart", "--output", disk.path("tables")] + smoke
      #expect(try Program.run(report).exitCode == 0)
      let before = FileManager.default.contents(atPath: disk.path("tables/quickstart.csv"))
      #expect(before != nil)
      disk.fill()
      for isReadOnly in [false, true] {
        if isReadOnly { try disk.makeReadOnly() }
        let outcome = try Program.run(report)
        #expect(outcome.exitCode == 73, "\(outcome.errors)")
        #expect(FileManager.default.contents(atPath: disk.path("tables/quickstart.csv")) == before)
      }
    }
  }
}
