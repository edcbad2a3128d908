extension SyntheticDataset {
  /// The data set that ships with the project as `Data/sample`: small, yet with enough signal in it that
  /// personal rankings beat a ranking by popularity.
  public static func sample() throws -> SyntheticDataset {
    let recipe = try SyntheticRecipe(
      users: 300, items: 250, meanInteractions: 25, tastes: 4, popularitySkew: 0.8, tasteStrength: 6,
      noise: 0.05)
    return SyntheticDataset(named: "sample", recipe: recipe, seed: 2017)
  }
}
