import Foundation
import Testing

@Suite("Manners: man page, completions, terminals") struct MannersTests {
  /// A command of the system.
  private func shell(
    _ command: String, environment: [String: String] = [:]
  ) throws -> (code: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = Program.root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test("the man page names every command and option") func manual() throws {
    let page = try Program.run(["manual"])
    #expect(page.exitCode == 0 && page.output.hasPrefix(#".TH NCF\-EXP 1 "#))
    let plain = page.output.replacing(#"\-"#, with: "-")
    for line in ["SS ncf-exp run", "SS ncf-exp data fetch", "SS ncf-exp weights info", "SH EXIT CODES"] {
      #expect(plain.contains(".\(line)\n"))
    }
    #expect(plain.contains(#"\fB--checkpoint-interval\fR \fIs\fR"#))
    #expect(plain.contains("  ncf-exp report neg_ratio "))
    #expect(!plain.contains("--help"))
  }

  private static let hasRenderer = FileManager.default.isExecutableFile(atPath: "/usr/bin/groff")

  @Test("groff finds nothing wrong with the man page", .enabled(if: hasRenderer)) func rendering() throws {
    let rendered = try shell("'\(Program.path.path)' manual | groff -man -Tutf8 -ww -rLL=100n > /dev/null")
    #expect(rendered.code == 0 && rendered.text.isEmpty, "\(rendered.text)")
  }

  @Test("completion scripts are scripts", arguments: ["bash"]) func completions(name: String) throws {
    let script = try shell("'\(Program.path.path)' --generate-completion-script \(name) | \(name) -n")
    #expect(script.code == 0 && script.text.isEmpty)
  }

  /// What the completion scripts are told for a command's first argument.
  private func completions(_ command: String, _ words: String) throws -> [Substring] {
    let words = words.split(separator: " ").map(String.init)
    let outcome = try Program.run(
      ["---completion"] + command.split(separator: " ").map(String.init)
        + ["--", "positional@0", "\(words.count)", "0"] + words)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n")
  }

  @Test("names of data sets, reports and runs are completed") func names() throws {
    #expect(try completions("data verify", "ncf-exp data verify").contains("sample"))
    #expect(try completions("report", "ncf-exp report").contains("figure-6"))
    #expect(try completions("report", "ncf-exp report").contains("neg_ratio"))
    try Program.withFolder(isInMemory: true) { folder in
      let database = "\(folder)/ncf.sqlite"
      #expect(try completions("show", "ncf-exp show --db \(database)").isEmpty)
      let run = ["run", "experiments/quickstart.json", "--quiet", "--set", "epochs=1", "--db", database]
      #expect(try Program.run(run).exitCode == 0)
      let found = try completions("show", "ncf-exp show --db \(database)")
      #expect(found.count == 3 && found.allSatisfy { $0.count == 12 })
    }
  }

  private static let hasTerminals = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")

  @Test("progress is drawn on a terminal only, and not where NO_COLOR is set", .enabled(if: hasTerminals))
  func terminals() throws {
    try Program.withFolder(isInMemory: true) { folder in
      func run(_ name: String, _ environment: [String: String]) throws -> String {
        let command =
          "'\(Program.path.path)' run experiments/quickstart.json --set epochs=1 --db \(folder)/\(name).sqlite"
        let outcome = try shell(
          "script -qec \"\(command)\" /dev/null",
          environment: environment.merging(["TERM": "xterm"]) { own, _ in own })
        #expect(outcome.code == 0 && outcome.text.contains("3 finished"), "\(outcome.text)")
        return outcome.text
      }
      let drawn = try run("drawn", ["NO_COLOR": ""])
      let plain = try run("plain", ["NO_COLOR": "1"])
      let dumb = try run("dumb", ["TERM": "dumb", "NO_COLOR": ""])
      #expect([drawn, plain, dumb].map { $0.contains("\u{1b}[") } == [true, false, false])
    }
  }
}
