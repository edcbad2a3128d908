import Foundation
import NCFConcurrency

/// A small HTTP server on 127.0.0.1, which answers as the test tells it to, and ends when the test lets go of it.
final class LoopbackServer: Sendable {
  struct Request: Sendable {
    let path: String
    let headers: [String: String]

    /// Where the asked-for range begins, as in `Range: bytes=100-`.
    var rangeStart: Int? {
      headers["range"].flatMap { $0.hasPrefix("bytes=") ? Int($0.dropFirst(6).prefix { $0 != "-" }) : nil }
    }
  }

  struct Response: Sendable {
    var status = 200
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// Bytes of the body after which the connection is cut; nil sends all.
    var cutAfter: Int?

    /// The whole of some bytes, or the part that the request asks for.
    static func serving(_ bytes: [UInt8], _ request: Request, cutAfter: Int? = nil) -> Response {
      guard let start = request.rangeStart else { return Response(body: bytes, cutAfter: cutAfter) }
      guard start < bytes.count else { return Response(status: 416) }
      return Response(
        status: 206, headers: ["Content-Range": "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"],
        body: Array(bytes[start...]), cutAfter: cutAfter)
    }
  }

  private let listener: Int32
  private let port: UInt16
  private let log = Log()

  private final class Log: Sendable {
    let requests = Locked<[Request]>([])
  }

  /// - Parameter answer: Called with each request and its number, from 0.
  init(_ answer: @escaping @Sendable (Request, Int) -> Response) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard isBound, listen(listener, 8) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    port = UInt16(bigEndian: address.sin_port)
    Thread { [log, listener] in
      var number = 0
      while true {
        let connection = accept(listener, nil, nil)
        // Closed here alone: its number may be given to another socket as soon as it is.
        guard connection >= 0 else {
          close(listener)
          return
        }
        if let request = Self.readRequest(connection) {
          log.requests.withLock { $0.append(request) }
          Self.send(answer(request, number), to: connection)
          number += 1
        }
        close(connection)
      }
    }.start()
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  var address: String { "http://127.0.0.1:\(port)/Data/" }

  /// All requests so far.
  var requests: [Request] { log.requests.withLock { $0 } }

  private static func readRequest(_ connection: Int32) -> Request? {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      text += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    let lines = text.components(separatedBy: "\r\n")
    let headers = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (
        line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      )
    }
    return Request(
      path: lines[0].components(separatedBy: " ")[1],
      headers: Dictionary(headers, uniquingKeysWith: { first, _ in first }))
  }

  private static func send(_ response: Response, to connection: Int32) {
    var head =
      "HTTP/1.1 \(response.status) -\r\nConnection: close\r\nContent-Length: \(response.body.count)\r\n"
    for (name, value) in response.headers { head += "\(name): \(value)\r\n" }
    let bytes = Array((head + "\r\n").utf8) + response.body.prefix(response.cutAfter ?? response.body.count)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }
}
