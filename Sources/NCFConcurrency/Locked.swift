import Foundation

/// A value that one thread at a time reads or changes.
///
/// What `Mutex` of Swift's own module Synchronization is, with a lock that the thread sanitizer knows: it does not see
/// how a `Mutex` is handed over to a thread that waits, and takes everything that was written before for a race.
public final class Locked<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  public init(_ value: Value) { self.value = value }

  /// - Parameter body: Is given the value, and nobody else is until it returns; it must not ask for it again.
  /// - Throws: What `body` throws.
  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
