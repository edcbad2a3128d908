import NCFConcurrency

/// The errors of work that several threads do.
final class Failures: Sendable {
  private let messages = Locked<[String]>([])

  var all: [String] { messages.withLock { $0 } }

  func catching(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      let message = "\(error)"
      messages.withLock { $0.append(message) }
    }
  }
}
