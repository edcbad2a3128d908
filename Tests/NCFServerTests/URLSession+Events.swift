import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Hands on what comes, as it comes.
private final class EventReader: NSObject, URLSessionDataDelegate {
  let texts: AsyncStream<String>.Continuation
  let type: AsyncStream<String>.Continuation

  init(texts: AsyncStream<String>.Continuation, type: AsyncStream<String>.Continuation) {
    self.texts = texts
    self.type = type
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    type.yield((response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Content-Type") ?? "")
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    texts.yield(String(decoding: data, as: UTF8.self))
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    texts.finish()
    type.finish()
  }
}

extension URLSession {
  /// The pieces of an answer that goes on, and its type.
  func events(at address: URL) async throws -> (AsyncStream<String>, String) {
    let (texts, textSource) = AsyncStream.makeStream(of: String.self)
    let (types, typeSource) = AsyncStream.makeStream(of: String.self)
    let session = URLSession(
      configuration: .ephemeral, delegate: EventReader(texts: textSource, type: typeSource),
      delegateQueue: nil)
    session.dataTask(with: address).resume()
    session.finishTasksAndInvalidate()
    for await type in types { return (texts, type) }
    throw URLError(.badServerResponse)
  }
}
