import Foundation
import FoundationNetworking
import Synchronization

/// One HTTP request whose answer is handed on piece by piece.
///
/// The calling thread waits; `onResponse` and `onData` are called from the session's thread, one at a time. An
/// error that they throw ends the transfer and is thrown by `run`, as is what goes wrong on the way (`URLError`).
final class HTTPTransfer: NSObject, URLSessionDataDelegate {
  /// Whether the body of an answer is wanted.
  enum Verdict {
    case takeBody, leaveBody
  }

  private let onResponse: @Sendable (HTTPURLResponse) throws -> Verdict
  private let onData: @Sendable (Data) throws -> Void
  private let ended = DispatchSemaphore(value: 0)
  private let state = Mutex(State())

  private struct State {
    var isBodyLeft = false
    var failure: (any Error)?
    var transportFailure: (any Error)?
  }

  private init(
    onResponse: @escaping @Sendable (HTTPURLResponse) throws -> Verdict,
    onData: @escaping @Sendable (Data) throws -> Void
  ) {
    self.onResponse = onResponse
    self.onData = onData
  }

  /// - Parameter idleSeconds: How long the other side may be silent.
  static func run(
    _ request: URLRequest, idleSeconds: Double,
    onResponse: @escaping @Sendable (HTTPURLResponse) throws -> Verdict,
    onData: @escaping @Sendable (Data) throws -> Void
  ) throws {
    let transfer = HTTPTransfer(onResponse: onResponse, onData: onData)
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.timeoutIntervalForRequest = idleSeconds
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    let session = URLSession(configuration: configuration, delegate: transfer, delegateQueue: queue)
    defer { session.invalidateAndCancel() }
    session.dataTask(with: request).resume()
    transfer.ended.wait()
    try transfer.state.withLock { state in
      if let failure = state.failure { throw failure }
      if let failure = state.transportFailure, !state.isBodyLeft { throw failure }
    }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
  ) {
    guard let response = response as? HTTPURLResponse else {
      fail(URLError(.badServerResponse))
      return completionHandler(.cancel)
    }
    do {
      switch try onResponse(response) {
      case .takeBody: completionHandler(.allow)
      case .leaveBody:
        state.withLock { $0.isBodyLeft = true }
        completionHandler(.cancel)
      }
    } catch {
      fail(error)
      completionHandler(.cancel)
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    guard state.withLock({ $0.failure == nil && !$0.isBodyLeft }) else { return }
    do {
      try onData(data)
    } catch {
      fail(error)
      dataTask.cancel()
    }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    state.withLock { $0.transportFailure = error }
    ended.signal()
  }

  private func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }
}
