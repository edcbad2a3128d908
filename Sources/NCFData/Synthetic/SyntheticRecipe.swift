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
  /// How many interactions there are in all, held-out ones counted; nil where chance decides, about the mean.
  public let interactionCount: Int?
  /// How many training rows repeat another.
  public let repeatedRowCount: Int
  /// The number of tastes: the rank of the matrix of preferences, noise aside.
  public let tastes: Int
  /// Zipf's exponent: the item of popularity rank *n* has a popularity proportional to *n* to the power of
  /// −skew. 0 makes all items equally popular.
  public let popularitySkew: Double
  /// How far each user, and each item, favours one taste over the others; 0: not at all, from about 6: one alone.
  public let tasteStrength: Double
  /// The share of interactions, from 0 to 1, that follow popularity alone.
  public let noise: Double

  /// A data set of an exact number of rows.
  ///
  /// - Parameters:
  ///   - rows: Rows of the training and the test file together.
  ///   - repeatedShare: The share of them, from 0 to 1, that repeat another row of the training file.
  /// - Throws: `InputError` that names the parameter that is out of range.
  public init(
    users: Int, items: Int, rows: Int, repeatedShare: Double = 0, tastes: Int = 8,
    popularitySkew: Double = 0.8,
    tasteStrength: Double = 3, noise: Double = 0.05
  ) throws {
    try Self.check(0...1 ~= repeatedShare, "repeats", "a number from 0 to 1", repeatedShare)
    try Self.check(2...1_000_000_000 ~= rows, "rows", "a number from 2 to 1000000000", rows)
    let repeats = Int((repeatedShare * Double(rows)).rounded())
    try Self.check(
      repeats <= rows - repeats - users, "repeats",
      "at most as many repeated rows as other training rows (\(max(0, rows - repeats - users)))", repeats)
    try self.init(
      users: users, items: items, meanInteractions: Double(rows - repeats) / Double(max(1, users)),
      interactionCount: rows - repeats, repeatedRowCount: repeats, tastes: tastes,
      popularitySkew: popularitySkew, tasteStrength: tasteStrength, noise: noise)
  }

  /// - Throws: `InputError` that names the parameter that is out of range.
  public init(
    users: Int, items: Int, meanInteractions: Double, tastes: Int = 8, popularitySkew: Double = 0.8,
    tasteStrength: Double = 3, noise: Double = 0.05
  ) throws {
    try self.init(
      users: users, items: items, meanInteractions: meanInteractions, interactionCount: nil,
      repeatedRowCount: 0, tastes: tastes, popularitySkew: popularitySkew, tasteStrength: tasteStrength,
      noise: noise)
  }

  private init(
    users: Int, items: Int, meanInteractions: Double, interactionCount: Int?, repeatedRowCount: Int,
    tastes: Int, popularitySkew: Double, tasteStrength: Double, noise: Double
  ) throws {
    let largest = Double(items - Self.negativeCount)
    try Self.check(1...100_000_000 ~= users, "users", "a number from 1 to 100000000", users)
    try Self.check(
      Self.negativeCount + 2...10_000_000 ~= items, "items",
      "a number from \(Self.negativeCount + 2) (\(Self.negativeCount) negatives and 2 interactions) to 10000000",
      items)
    try Self.check(
      meanInteractions >= 2 && meanInteractions <= largest, "mean interactions",
      "a number from 2 to \(items - Self.negativeCount) (which leaves \(Self.negativeCount) items for negatives)",
      meanInteractions)
    try Self.check(
      Double(users) * meanInteractions <= 1e9, "mean interactions",
      "at most 1000000000 interactions in all", Double(users) * meanInteractions)
    try Self.check(1...256 ~= tastes, "tastes", "a number from 1 to 256", tastes)
    try Self.check(0...4 ~= popularitySkew, "popularity skew", "a number from 0 to 4", popularitySkew)
    try Self.check(0...10 ~= tasteStrength, "taste strength", "a number from 0 to 10", tasteStrength)
    try Self.check(0...1 ~= noise, "noise", "a number from 0 to 1", noise)
    self.users = users
    self.items = items
    self.meanInteractions = meanInteractions
    self.interactionCount = interactionCount
    self.repeatedRowCount = repeatedRowCount
    self.tastes = tastes
    self.popularitySkew = popularitySkew
    self.tasteStrength = tasteStrength
    self.noise = noise
  }

  private static func check(
    _ holds: Bool, _ name: String, _ expected: String, _ found: some CustomStringConvertible
  ) throws {
    guard !holds else { return }
    throw InputError(
      .badContent, place: name, problem: "expected \(expected), found \(found)",
      remedy: "choose a value in that range")
  }
}
