import Foundation
import Testing

/// What a user makes is never tracked. Without a checkout there is nothing to be tracked by.
@Suite(
  "The work tree", .enabled(if: FileManager.default.fileExists(atPath: Program.root.path + "/.git")))
struct WorkTreeTests {
  /// What a tool prints, and its exit code, started in the project's root.
  private func run(_ tool: [String]) throws -> (exitCode: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = tool
    process.currentDirectoryURL = Program.root
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// Whether git leaves a file out that is not tracked yet.
  private func isIgnored(_ path: String) throws -> Bool {
    try run(["git", "-c", "safe.directory=*", "check-ignore", "-q", "--no-index", path]).exitCode == 0
  }

  @Test(
    "what make writes is ignored",
    arguments: [
      ["quickstart"], ["reproduce"], ["verdict"], ["gaps"], ["revisit"], ["why"], ["why", "SCALE=smoke"],
      ["reproduce-table-1"], ["reproduce-figure-6", "SEEDS=3"], ["reproduce", "SCALE=smoke"],
    ])
  func targets(make: [String]) throws {
    let commands = try run(["make", "-n"] + make).output
    let places = commands.matches(of: #/--(?:output|db) (\S+)/#).map { String($0.1) }
    #expect(places.count > 1 && places.allSatisfy { $0.hasPrefix("results") }, "\(commands)")
    for place in places {
      let file = place.hasSuffix(".sqlite") ? place : "\(place)/figure-6.svg"
      #expect(try isIgnored(file), "\(file)")
    }
  }

  @Test("what is fetched is ignored, and what ships is not") func files() throws {
    for file in ["Data/ml-1m/ml-1m.train.rating", "Data/mine/mine.users.tsv", "results/revisited.md"] {
      #expect(try isIgnored(file), "\(file)")
    }
    for file in ["results/ml-1m/figure-6.svg", "Data/sample/sample.train.rating", "Data/README.md"] {
      #expect(try !isIgnored(file), "\(file)")
    }
    let tracked = try run(["git", "-c", "safe.directory=*", "ls-files", "results"]).output
    let folders = Set(tracked.split(separator: "\n").map { $0.split(separator: "/").dropFirst().first })
    #expect(!tracked.isEmpty && folders.allSatisfy { $0.map { !$0.contains(".") } ?? false }, "\(folders)")
  }
}
