import Foundation
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite struct ReportServerTests {
  @Test func waitsForADatabaseAndShowsIt() async throws {
    try await LiveServer.serve { server in
      let before = try await server.answer("/")
      #expect(before.status == 200 && before.body.contains("no database yet"))
      let store = try server.sweep(named: "sweep")
      let after = try await server.answer("/")
      #expect(after.body.contains("1 of 2 finished, 1 running"))
      #expect(after.body.contains("epoch 1/4  loss 0.2500  HR@10 0.6667"))
      #expect(after.body.contains("about 9 s left"))
      #expect(after.body.contains("<section class=\"report\" id=\"sweep\">"))
      let body = try await server.answer("/body")
      #expect(after.body.contains(body.body) && body.body.hasPrefix("<nav>"))
      withExtendedLifetime(store) {}
    }
  }

  @Test func showsOnlyTheExperimentsThatAreNamed() async throws {
    try await LiveServer.serve(experiments: ["other"]) { server in
      try server.sweep(named: "sweep")
      let page = try await server.answer("/").body
      #expect(page.contains("no runs yet") && !page.contains("id=\"sweep\""))
    }
  }

  @Test func sendsEventsAsTheyCome() async throws {
    try await LiveServer.serve { server in
      let (bytes, response) = try await URLSession.shared.events(
        at: server.address.appendingPathComponent("events"))
      #expect(response == "text/event-stream")
      var seen = ""
      var isWritten = false
      for await text in bytes {
        seen += text
        if !isWritten, seen.contains("no database yet"), seen.contains("event: report") {
          try server.sweep(named: "sweep")
          isWritten = true
        }
        if seen.contains("1 of 2 finished"), seen.components(separatedBy: "event: report").count > 2 { break }
      }
      #expect(seen.contains("event: progress\ndata: \""))
    }
  }

  @Test func isForReadingAlone() async throws {
    try await LiveServer.serve { server in
      for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let answer = try await server.answer("/", method: method)
        #expect(answer.status == 405 && answer.headers["Allow"] as? String == "GET, HEAD", "\(method)")
      }
      let head = try await server.answer("/", method: "HEAD")
      #expect(head.status == 200 && head.body.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: server.database))
    }
  }

  @Test(arguments: ["evil.example", "127.0.0.1.evil.example:80", "evil.example:8707", "[::1]", "localhost:x"])
  func answersToItsOwnNameAlone(host: String) async throws {
    try await LiveServer.serve { server in
      let (foreign, own) = (
        try await server.answer("/", host: host), try await server.answer("/", host: "LOCALHOST:1")
      )
      #expect(foreign.status == 403 && own.status == 200)
    }
  }

  @Test(arguments: [
    "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/ncf.sqlite", "/body/ncf.sqlite", "//etc/passwd",
  ])
  func hasNoOtherPaths(path: String) async throws {
    try await LiveServer.serve { server in
      let answer = try await server.answer(String(server.address.absoluteString.dropLast()) + path)
      #expect(answer.status == 404 && !answer.body.contains("root:"))
    }
  }

  @Test func aDatabaseOfAnotherKindIsOneLine() async throws {
    try await LiveServer.serve { server in
      try "not a database, but long enough to be read as the head of one".write(
        toFile: server.database, atomically: true, encoding: .utf8)
      let answer = try await server.answer("/")
      #expect(
        answer.status == 503 && answer.body.hasPrefix("error: ")
          && answer.body.split(separator: "\n").count == 1)
    }
  }

  @Test func namesAreNotMarkup() async throws {
    try await LiveServer.serve { server in
      try server.sweep(named: "sweep", dataset: "<script>alert(1)</script>")
      let page = try await server.answer("/").body
      #expect(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"))
    }
  }
}
