import NCFModels
import Testing

@Suite struct BaselineRegistryTests {
  @Test func methodsAreListedFromTheSimplestOn() {
    #expect(
      MethodRegistry.all.map(\.name) == [
        "itempop", "itemknn", "userknn", "rp3beta", "puresvd", "ease", "bpr", "eals", "ials", "mf-sgd",
        "mf", "gmf", "mlp", "neumf",
      ])
  }

  /// Specs share a key between methods, so its range must not depend on which method comes first.
  @Test func aKeyMeansTheSameInEveryMethod() {
    let parameters = Dictionary(grouping: MethodRegistry.all.flatMap(\.parameters), by: \.key)
    for (key, sharing) in parameters {
      #expect(Set(sharing.map(\.domain)).count == 1 && Set(sharing.map(\.summary)).count == 1, "\(key)")
    }
  }

  @Test func costsGrowWithTheFactors() throws {
    for name in ["bpr", "eals"] {
      let method = MethodRegistry.method(named: name)!
      let costs = try [8, 16, 32, 64].map {
        try method.relativeCost(of: BaselineRun.values(name, [.factors: .integer($0)]))
      }
      #expect(costs == costs.sorted() && Set(costs).count == 4 && costs[0] > 0)
    }
  }
}
