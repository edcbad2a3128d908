import NCFData
import NCFDiagnostics
import Testing

@Suite struct SyntheticRecipeTests {
  @Test func takesValuesInRange() throws {
    let recipe = try SyntheticRecipe(users: 1, items: 101, meanInteractions: 2)
    #expect(recipe.items == 101)
  }

  @Test func namesWhatIsOutOfRange() {
    let attempts: [(String, () throws -> SyntheticRecipe)] = [
      ("users", { try SyntheticRecipe(users: 0, items: 200, meanInteractions: 10) }),
      ("items", { try SyntheticRecipe(users: 5, items: 100, meanInteractions: 2) }),
      ("mean interactions", { try SyntheticRecipe(users: 5, items: 200, meanInteractions: 1) }),
      ("mean interactions", { try SyntheticRecipe(users: 5, items: 200, meanInteractions: 102) }),
      ("mean interactions", { try SyntheticRecipe(users: 5, items: 200, meanInteractions: .nan) }),
      ("mean interactions", { try SyntheticRecipe(users: 100_000_000, items: 200, meanInteractions: 50) }),
      ("tastes", { try SyntheticRecipe(users: 5, items: 200, meanInteractions: 10, tastes: 0) }),
      (
        "popularity skew",
        { try SyntheticRecipe(users: 5, items: 200, meanInteractions: 10, popularitySkew: -1) }
      ),
      (
        "taste strength",
        { try SyntheticRecipe(users: 5, items: 200, meanInteractions: 10, tasteStrength: 99) }
      ),
      ("rows", { try SyntheticRecipe(users: 5, items: 200, rows: -1) }),
      ("mean interactions", { try SyntheticRecipe(users: 5, items: 200, rows: 9) }),
      ("repeats", { try SyntheticRecipe(users: 5, items: 200, rows: 100, repeatedShare: 0.5) }),
      ("repeats", { try SyntheticRecipe(users: 5, items: 200, rows: 100, repeatedShare: .nan) }),
      ("users", { try SyntheticRecipe(users: 0, items: 200, rows: 100) }),
      ("noise", { try SyntheticRecipe(users: 5, items: 200, meanInteractions: 10, noise: 1.5) }),
    ]
    for (parameter, attempt) in attempts {
      let error = #expect(throws: InputError.self) { try attempt() }
      #expect(error?.kind == .badContent)
      #expect(error?.place == parameter)
    }
  }
}
