/// The columns of a file of interactions by their names in its header, where the user gave them.
public struct ColumnNames: Hashable, Sendable {
  public var user: String?
  public var item: String?
  public var rating: String?
  public var time: String?

  public init(user: String? = nil, item: String? = nil, rating: String? = nil, time: String? = nil) {
    self.user = user
    self.item = item
    self.rating = rating
    self.time = time
  }
}
