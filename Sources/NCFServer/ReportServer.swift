import FlyingFox
import FlyingSocks
import Foundation
import NCFDiagnostics

/// Serves a live report on this machine alone, for reading.
///
/// A browser is led astray by nobody: the address is 127.0.0.1, requests that name another host are refused, so that
/// no foreign name can be made to mean this machine (DNS rebinding), and there is nothing but three fixed paths.
public final class ReportServer: Sendable {
  private let server: HTTPServer

  /// - Parameters:
  ///   - port: 0 takes any that is free.
  ///   - interval: How often the database is looked at for each reader.
  /// - Throws: `InputError` if the address cannot be had at all.
  public init(report: LiveReport, port: UInt16, interval: Duration = .milliseconds(500)) throws {
    server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled,
      handler: ReportHandler(report: report, interval: interval))
  }

  /// Serves until the task is cancelled.
  ///
  /// - Parameter ready: Called once with the address, such as "http://127.0.0.1:8707/".
  /// - Throws: `InputError` if the port cannot be had.
  public func run(ready: @escaping @Sendable (String) -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [server] in
        do {
          try await server.run()
        } catch let error as SocketError where !Task.isCancelled {
          throw InputError(
            .cannotWrite, place: "--port",
            problem: "the port cannot be opened (\(error.localizedDescription))",
            remedy: "choose another; 0 takes one that is free")
        }
      }
      group.addTask { [server] in
        try await server.waitUntilListening()
        if case .ip4(_, let port) = await server.listeningAddress { ready("http://127.0.0.1:\(port)/") }
        // The group ends when the server does.
        try await Task.sleep(for: .seconds(Int64.max >> 32))
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}
