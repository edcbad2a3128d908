import Foundation
import NCFConcurrency
import NCFDiagnostics

/// Reads a database for as long as somebody watches it: before it is there, while it grows, and after another has
/// taken its place.
public final class StoreFollower: Sendable {
  public let path: String
  private let opened = Locked<(store: ResultStore, file: UInt64)?>(nil)

  public init(path: String) { self.path = path }

  /// The database, opened for reading only; nil while there is none.
  ///
  /// - Throws: `InputError` if there is a file that cannot be read, or none of ncf-exp.
  public func store() throws -> ResultStore? {
    try opened.withLock { opened in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      guard let file = attributes?[.systemFileNumber] as? UInt64 else {
        opened = nil
        return nil
      }
      if let opened, opened.file == file { return opened.store }
      do {
        let store = try ResultStore(path: path, mode: .readOnly)
        opened = (store, file)
        return store
      } catch let error as InputError where error.kind == .missing {
        opened = nil
        return nil
      }
    }
  }
}
