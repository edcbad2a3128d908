/// What an import found in a file.
public struct ImportSummary: Hashable, Sendable {
  /// Runs that the database did not have.
  public var added: Int
  /// Runs that it had already, with the same numbers.
  public var known: Int

  public init(added: Int = 0, known: Int = 0) {
    self.added = added
    self.known = known
  }
}
