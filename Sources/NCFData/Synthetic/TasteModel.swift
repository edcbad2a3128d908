import Foundation
import NCFRandom

/// Who likes what, in a synthetic data set: tastes that users mix and that items answer to.
///
/// An interaction of user *u* is with item *i* with probability
///
///     p(i | u) = (1 − noise) · Σₖ θᵤₖ φₖᵢ + noise · πᵢ
///
/// π is popularity: Zipf's law over the items in a random order. Each item divides its popularity among the
/// tastes: φₖᵢ ∝ πᵢ · softmaxₖ(strength · gₖᵢ), normalised to sum 1 over the items. User *u* follows taste *k* in
/// the proportion θᵤₖ = softmaxₖ(strength · hᵤₖ). All gₖᵢ and hᵤₖ come from N(0, 1). So the preferences are a
/// matrix of the rank that the recipe names, in which what the crowd likes is about π, and one draw takes
/// constant time: first the taste, then the item.
struct TasteModel {
  private let recipe: SyntheticRecipe
  /// π; shape `items`.
  private let popularity: [Double]
  /// φ; shape `tastes × items`.
  private let profiles: [[Double]]
  private let popularityTable: AliasTable
  private let profileTables: [AliasTable]

  init(recipe: SyntheticRecipe, using generator: inout SeededGenerator) {
    let ranks = (1...recipe.items).shuffled(using: &generator)
    let popularity = Self.normalised(ranks.map { pow(Double($0), -recipe.popularitySkew) })
    let mixes = popularity.map { _ in Self.drawMix(recipe: recipe, using: &generator) }
    let profiles = (0..<recipe.tastes).map { taste in
      Self.normalised(zip(popularity, mixes).map { $0 * $1[taste] })
    }
    self.recipe = recipe
    self.popularity = popularity
    self.profiles = profiles
    popularityTable = AliasTable(weights: popularity)
    profileTables = profiles.map(AliasTable.init)
  }

  /// A new user's mix of tastes, θᵤ; shape `tastes`, sum 1.
  func drawMix(using generator: inout SeededGenerator) -> [Double] {
    Self.drawMix(recipe: recipe, using: &generator)
  }

  /// One item for a user of the given mix.
  func drawItem(mix: [Double], using generator: inout SeededGenerator) -> Int32 {
    if generator.uniform() < recipe.noise { return popularityTable.draw(using: &generator) }
    var left = generator.uniform()
    for (share, table) in zip(mix, profileTables).dropLast() {
      if left < share { return table.draw(using: &generator) }
      left -= share
    }
    return profileTables[recipe.tastes - 1].draw(using: &generator)
  }

  /// p(i | u) for all items; shape `items`.
  func probabilities(mix: [Double]) -> [Double] {
    var sum = popularity.map { recipe.noise * $0 }
    for (share, profile) in zip(mix, profiles) {
      let weight = (1 - recipe.noise) * share
      for item in sum.indices { sum[item] += weight * profile[item] }
    }
    return sum
  }

  private static func drawMix(recipe: SyntheticRecipe, using generator: inout SeededGenerator) -> [Double] {
    normalised((0..<recipe.tastes).map { _ in exp(recipe.tasteStrength * generator.normalPair().0) })
  }

  private static func normalised(_ weights: [Double]) -> [Double] {
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}

/// Draws indices with given weights in constant time: Walker's alias method (1977), as set up by Vose (1991).
struct AliasTable {
  /// The chance with which a column gives its own index.
  private var threshold: [Double]
  /// What the column gives otherwise.
  private var alias: [Int32]

  /// - Parameter weights: Weights above 0, of any sum. Complexity: O(weights).
  init(weights: [Double]) {
    let mean = weights.reduce(0, +) / Double(weights.count)
    threshold = weights.map { $0 / mean }
    alias = weights.indices.map { Int32($0) }
    var light = threshold.indices.filter { threshold[$0] < 1 }
    var heavy = threshold.indices.filter { threshold[$0] >= 1 }
    // Fill up each light column with a piece of a heavy one.
    while let filled = light.popLast() {
      guard let giver = heavy.last else {
        // Only rounding leaves a light column without a giver.
        threshold[filled] = 1
        continue
      }
      alias[filled] = Int32(giver)
      threshold[giver] -= 1 - threshold[filled]
      if threshold[giver] < 1 { light.append(heavy.removeLast()) }
    }
  }

  func draw(using generator: inout SeededGenerator) -> Int32 {
    let column = Int(generator.uniform(below: UInt32(alias.count)))
    return generator.uniform() < threshold[column] ? Int32(column) : alias[column]
  }
}
