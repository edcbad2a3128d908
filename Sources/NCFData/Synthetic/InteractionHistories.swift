import Foundation
import NCFRandom

/// Draws one user's history after another: how many interactions, with what, and when.
struct InteractionHistories {
  /// A user's interactions in the order in which they happened.
  struct History {
    /// Distinct item ids.
    let items: [Int32]
    /// Seconds since 1970, ascending strictly; shape as `items`.
    let timestamps: [Int64]
  }

  private let recipe: SyntheticRecipe
  private let model: TasteModel
  private var generator: SeededGenerator
  /// The last history that took an item, by item, numbered from 1; 0 if none did.
  private var lastTaker: [Int32]
  private var historyCount: Int32 = 0

  init(recipe: SyntheticRecipe, model: TasteModel, seed: UInt64) {
    self.recipe = recipe
    self.model = model
    generator = SeededGenerator(seed: seed, stream: "synthetic interactions")
    lastTaker = [Int32](repeating: 0, count: recipe.items)
  }

  /// - Parameter count: How many interactions; drawn if nil.
  mutating func next(count: Int?) -> History {
    historyCount += 1
    // The model draws popular items first; when they are met has nothing to do with that.
    let items = drawItems(count: count ?? Self.drawCount(recipe, using: &generator)).shuffled(
      using: &generator)
    return History(items: items, timestamps: drawTimestamps(count: items.count))
  }

  /// How many interactions each history has, where their sum is given: drawn as always, and then raised or lowered by
  /// one for users at random until the sum fits.
  static func counts(_ recipe: SyntheticRecipe, total: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: "synthetic counts")
    var counts = (0..<recipe.users).map { _ in drawCount(recipe, using: &generator) }
    var missing = total - counts.reduce(0, +)
    let range = 2...(recipe.items - SyntheticRecipe.negativeCount)
    while missing != 0 {
      let user = Int(generator.uniform(below: UInt32(recipe.users)))
      guard range.contains(counts[user] + missing.signum()) else { continue }
      counts[user] += missing.signum()
      missing -= missing.signum()
    }
    return counts
  }

  /// A minimum for all users, and a log-normal share of the rest.
  private static func drawCount(
    _ recipe: SyntheticRecipe, using generator: inout SeededGenerator
  ) -> Int {
    let minimum = max(2, recipe.meanInteractions / 8)
    let spread = 0.9
    let factor = exp(spread * generator.normalPair().0 - spread * spread / 2)
    let count = minimum + (recipe.meanInteractions - minimum) * factor
    return min(Int(count.rounded()), recipe.items - SyntheticRecipe.negativeCount)
  }

  /// Draws distinct items: one at a time from p(i | u), each from those that are left.
  ///
  /// Throwing back an item that the user already has is quick until most of the probability is used up. Then the
  /// rest comes from a race of exponential clocks, in which each item left has the rate p(i | u): the order of
  /// arrival has the same distribution as the order of such draws (Efraimidis and Spirakis, 2006).
  private mutating func drawItems(count: Int) -> [Int32] {
    let mix = model.drawMix(using: &generator)
    var items: [Int32] = []
    items.reserveCapacity(count)
    var attemptsLeft = 2 * count + recipe.items / 2
    while items.count < count, attemptsLeft > 0 {
      let item = model.drawItem(mix: mix, using: &generator)
      if take(item) { items.append(item) }
      attemptsLeft -= 1
    }
    guard items.count < count else { return items }

    let arrivals = model.probabilities(mix: mix).enumerated()
      .filter { lastTaker[$0.offset] != historyCount }
      .map { (item: Int32($0.offset), time: -log(1 - generator.uniform()) / $0.element) }
      .sorted { ($0.time, $0.item) < ($1.time, $1.item) }
    for arrival in arrivals.prefix(count - items.count) where take(arrival.item) {
      items.append(arrival.item)
    }
    return items
  }

  /// Marks an item as taken by the current history; false if it was already.
  private mutating func take(_ item: Int32) -> Bool {
    guard lastTaker[Int(item)] != historyCount else { return false }
    lastTaker[Int(item)] = historyCount
    return true
  }

  /// The first interaction is somewhere in the years 2000 to 2002; the next ones follow within an hour each.
  private mutating func drawTimestamps(count: Int) -> [Int64] {
    var time: Int64 = 946_684_800 + Int64(generator.uniform(below: 3 * 365 * 86_400))
    return (0..<count).map { _ in
      time += 1 + Int64(generator.uniform(below: 3_600))
      return time
    }
  }
}
