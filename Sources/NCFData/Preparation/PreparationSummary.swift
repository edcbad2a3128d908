/// What became of the interactions of a file.
public struct PreparationSummary: Hashable, Sendable {
  /// Records of the file.
  public let records: Int
  /// Of these, left out because of their rating.
  public let belowMinimumRating: Int
  /// Of the rest, merged with another one of the same user and item.
  public let duplicates: Int
  /// Of the rest, left out with users or items that have too few.
  public let outsideCore: Int
  /// Users and items that were left out so.
  public let usersOutsideCore: Int
  public let itemsOutsideCore: Int
  /// Interactions of the data set, held-out ones counted.
  public let interactions: Int
  /// Whether the file says when interactions happened.
  public let hasTimes: Bool
}
