import FlyingFox
import FlyingSocks
import Foundation

/// Answers requests for the three paths of a live report: the page, its body and the events.
///
/// It knows nothing of the server, which holds it for as long as it lives.
struct ReportHandler: HTTPHandler {
  let report: LiveReport
  /// How often the database is looked at for each reader.
  let interval: Duration

  func handleRequest(_ request: HTTPRequest) async -> HTTPResponse {
    guard Self.isOwn(host: request.headers[.host]) else {
      return Self.text(.forbidden, "this server answers to 127.0.0.1 and localhost alone\n")
    }
    guard [.GET, .HEAD].contains(request.method) else {
      var response = Self.text(.methodNotAllowed, "this server is for reading alone\n")
      response.headers[HTTPHeader("Allow")] = "GET, HEAD"
      return response
    }
    var response = await content(of: request.path, isHead: request.method == .HEAD)
    if request.method == .HEAD {
      if case .httpBody(let body) = response.payload, let count = body.count {
        response.headers[.contentLength] = "\(count)"
      }
      response.payload = .httpBody(HTTPBodySequence())
    }
    return response
  }

  private func content(of path: String, isHead: Bool) async -> HTTPResponse {
    do {
      switch path {
      case "/": return Self.response(.ok, type: "text/html; charset=utf-8", body: try await report.page())
      case "/body": return Self.response(.ok, type: "text/html; charset=utf-8", body: try await report.body())
      case "/events":
        let headers = Self.headers(type: "text/event-stream")
        if isHead { return HTTPResponse(statusCode: .ok, headers: headers) }
        return HTTPResponse(
          statusCode: .ok, headers: headers,
          body: HTTPBodySequence(from: EventStream(report: report, interval: interval)))
      default: return Self.text(.notFound, "there is nothing here; the report is at /\n")
      }
    } catch {
      return Self.text(.serviceUnavailable, "error: \(error)\n")
    }
  }

  /// Whether a Host header names this machine by its own name, with or without a port.
  static func isOwn(host: String?) -> Bool {
    guard let host else { return false }
    let parts = host.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.first, ["127.0.0.1", "localhost"].contains(name.lowercased()) else { return false }
    return parts.count == 1 || parts.count == 2 && UInt16(parts[1]) != nil
  }

  private static func text(_ status: HTTPStatusCode, _ text: String) -> HTTPResponse {
    response(status, type: "text/plain; charset=utf-8", body: text)
  }

  private static func response(_ status: HTTPStatusCode, type: String, body: String) -> HTTPResponse {
    HTTPResponse(statusCode: status, headers: headers(type: type), body: Data(body.utf8))
  }

  private static func headers(type: String) -> HTTPHeaders {
    [
      .contentType: type, .cacheControl: "no-store", HTTPHeader("X-Content-Type-Options"): "nosniff",
      HTTPHeader("X-Frame-Options"): "DENY", HTTPHeader("Cross-Origin-Resource-Policy"): "same-origin",
      HTTPHeader("Referrer-Policy"): "no-referrer",
    ]
  }
}
