import NCFConcurrency
import NCFData

/// The data sets that a plan and its runs use: each is loaded once, when it is first asked for, and shared.
public final class DatasetLibrary: Sendable {
  private let load: @Sendable (String) throws -> Dataset
  private let shelf = Locked<[String: Result<Dataset, any Error>]>([:])

  /// - Parameter load: Reads the data set of a name; throws an `InputError` of the kind `missing` if there is
  ///   none.
  public init(load: @escaping @Sendable (String) throws -> Dataset) { self.load = load }

  /// - Throws: What `load` threw, again on each call.
  public func dataset(named name: String) throws -> Dataset {
    try shelf.withLock { shelf in
      if let known = shelf[name] { return known }
      let result = Result { try load(name) }
      shelf[name] = result
      return result
    }.get()
  }
}
