import NCFDiagnostics

/// What a synthetic data set is to be like.
public struct SyntheticRecipe: Hashable, Sendable {
  /// How many negatives each held-out item gets, as in the authors' files.
  public static let negativeCount = 99

  public let users: Int
  public let items: Int
  /// The mean of the users' numbers of interactions, held-out ones counted; about an eighth of it is every
  /// user's minimum, and the rest is spread log-normally.
  public let meanInteractions: Double
  /// The number of tastes: the rank of the matrix of preferences, noise aside.
  public let tastes: Int
  /// Zipf's exponent: the item of popularity rank *n* has a popularity proportional to *n* to the power of
  /// −skew. 0 makes all items equally popular.
  public let popularitySkew: Double
  /// How far each user, and each item, favours one taste over the others; 0: not at all, from about 6: one alone.
  public let tasteStrength: Double
  /// The share of interactions, from 0 to 1, that follow popularity alone.
  public let noise: Double

  /// - Throws: `InputError` that names the parameter that is out of range.
  public init(
    users: Int, items: Int, meanInteractions: Double, tastes: Int = 8, popularitySkew: Double = 0.8,
    tasteStrength: Double = 3, noise: Double = 0.05
  ) throws {
    func check(
      _ holds: Bool, _ name: String, _ expected: String, _ found: some CustomStringConvertible
    ) throws {
      guard !holds else { return }
      throw InputError(
        .badContent, place: name, problem: "expected \(expected), found \(found)",
        remedy: "choose a value in that range")
    }
    let largest = Double(items - Self.negativeCount)
    try check(1...100_000_000 ~= users, "users", "a number from 1 to 100000000", users)
    try check(
      Self.negativeCount + 2...10_000_000 ~= items, "items",
      "a number from \(Self.negativeCount + 2) (\(Self.negativeCount) negatives and 2 interactions) to 10000000",
      items)
    try check(
      meanInteractions >= 2 && meanInteractions <= largest, "mean interactions",
      "a number from 2 to \(items - Self.negativeCount) (which leaves \(Self.negativeCount) items for negatives)",
      meanInteractions)
    try check(
      Double(users) * meanInteractions <= 1e9, "mean interactions",
      "at most 1000000000 interactions in all", Double(users) * meanInteractions)
    try check(1...256 ~= tastes, "tastes", "a number from 1 to 256", tastes)
    try check(0...4 ~= popularitySkew, "popularity skew", "a number from 0 to 4", popularitySkew)
    try check(0...10 ~= tasteStrength, "taste strength", "a number from 0 to 10", tasteStrength)
    try check(0...1 ~= noise, "noise", "a number from 0 to 1", noise)
    self.users = users
    self.items = items
    self.meanInteractions = meanInteractions
    self.tastes = tastes
    self.popularitySkew = popularitySkew
    self.tasteStrength = tasteStrength
    self.noise = noise
  }
}
