import Foundation
import NCFConcurrency

/// One opening of a store. It ends when the store is let go of, and with it what the store had claimed.
final class StoreSession: Sendable {
  private static let open = Locked<Set<String>>([])

  let identifier = UUID().uuidString

  init() {
    let identifier = identifier
    Self.open.withLock { _ = $0.insert(identifier) }
  }

  deinit {
    let identifier = identifier
    Self.open.withLock { _ = $0.remove(identifier) }
  }

  /// Whether a session of this process is open.
  static func isOpen(_ identifier: String) -> Bool { open.withLock { $0.contains(identifier) } }
}
