/// The size of a data set, as Table 1 of the paper lists it.
public struct DatasetSummary: Hashable, Sendable {
  /// The name that specs use, such as "ml-1m".
  public let name: String
  /// Training and test interactions together.
  public let interactions: Int
  public let items: Int
  public let users: Int
  /// SHA-256 of the files, in lower-case hexadecimal.
  public let digest: String

  public init(name: String, interactions: Int, items: Int, users: Int, digest: String) {
    self.name = name
    self.interactions = interactions
    self.items = items
    self.users = users
    self.digest = digest
  }

  /// The share of user–item pairs without an interaction, in percent.
  public var sparsity: Double {
    100 * (1 - Double(interactions) / max(1, Double(users) * Double(items)))
  }
}
