import Foundation
import Testing

@Suite("Watching a sweep") struct WatchTests {
  private let sweep = #"""
    {"name": "watched", "settings": {"dataset": "sample", "model": "gmf", "epochs": 2}, "sweep": {"factors": [4, 8]}}
    """#

  @Test("a finished sweep is shown and left, in plain lines") func finished() throws {
    try Program.withFolder { folder in
      let (spec, database) = ("\(folder)/watched.json", "\(folder)/ncf.sqlite")
      try sweep.write(toFile: spec, atomically: true, encoding: .utf8)
      #expect(try Program.run(["run", spec, "--db", database, "--quiet"]).exitCode == 0)
      for arguments in [["watch"], ["watch", "watched"], ["watch", "watched", "--once"]] {
        let outcome = try Program.run(arguments + ["--db", database])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("2 of 2 finished") && outcome.output.contains("HR@10"))
        #expect(outcome.output.components(separatedBy: "best epoch").count == 3)
        #expect(!outcome.output.contains("\u{1b}"))
      }
      let other = try Program.run(["watch", "nothing", "--once", "--db", database])
      #expect(other.exitCode == 0 && other.output.contains("no runs yet"))
    }
  }

  @Test("without a database, once is an error and watching waits until it is stopped") func absent() throws {
    try Program.withFolder { folder in
      #expect(try Program.run(["watch", "--once", "--db", "\(folder)/none"]).exitCode == 66)
      for command in [["watch"], ["serve", "--port", "0"]] {
        let process = try Program.start(command + ["--db", "\(folder)/none"])
        // Until it has set its handlers, a signal ends it at once; then the code is the signal's own.
        var code: Int32 = 0
        while process.isRunning {
          process.interrupt()
          usleep(200_000)
        }
        code = process.terminationStatus
        #expect(code == 130 || process.terminationReason == .uncaughtSignal, "\(command)")
      }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/none"))
    }
  }

  @Test("a port that is taken is one line") func port() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && listen(listener, 1) == 0
          && getsockname(listener, pointer, &length) == 0
      }
    }
    try #require(isBound)
    let outcome = try Program.run([
      "serve", "--port", "\(UInt16(bigEndian: address.sin_port))", "--db", "/nowhere/x",
    ])
    #expect(outcome.exitCode == 73 && outcome.errors.contains("--port"), "\(outcome.errors)")
  }
}
