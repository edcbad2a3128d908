/// The size of a data set, as Table 1 of the paper lists it.
public struct DatasetSummary: Hashable, Sendable {
  /// The name that specs use, such as "ml-1m".
  public let name: String
  /// Training and test interactions together: rows, as the paper counts them.
  public let interactions: Int
  /// The distinct pairs of a user and an item among them.
  public let pairs: Int
  public let items: Int
  public let users: Int
  /// SHA-256 of the files, in lower-case hexadecimal.
  public let digest: String

  /// - Parameter pairs: As many as interactions if nil.
  public init(name: String, interactions: Int, pairs: Int? = nil, items: Int, users: Int, digest: String) {
    self.name = name
    self.interactions = interactions
    self.pairs = pairs ?? interactions
    self.items = items
    self.users = users
    self.digest = digest
  }

  /// The share of user–item pairs without an interaction, in percent.
  public var sparsity: Double {
    100 * (1 - Double(pairs) / max(1, Double(users) * Double(items)))
  }
}
