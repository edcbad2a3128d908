import NCFData
import NCFModels
import Testing

@Suite struct MethodRegistryTests {
  @Test func namesAreUniqueAndFound() {
    let names = MethodRegistry.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(Set(["gmf", "mlp", "neumf"]).isSubset(of: names))
    for method in MethodRegistry.all {
      #expect(MethodRegistry.method(named: method.name)?.title == method.title)
      #expect(!method.title.isEmpty && !method.summary.isEmpty)
    }
    #expect(MethodRegistry.method(named: "GMF") == nil)
  }

  /// Each method's declarations are sound: no key twice, and every default in range.
  @Test func declarationsAreSound() {
    for method in MethodRegistry.all {
      let keys = method.parameters.map(\.key)
      #expect(Set(keys).count == keys.count)
      for parameter in method.parameters {
        if let value = parameter.defaultValue {
          #expect(parameter.accept(value) == value, "\(parameter.key)")
        }
        #expect(!parameter.summary.isEmpty)
      }
    }
  }

  /// Without an estimate, nothing would keep a run from taking more memory than there is.
  @Test func everyMethodSaysHowMuchMemoryARunTakes() throws {
    func matrix(users: Int, items: Int) -> InteractionMatrix {
      let row = (0..<Int32(items)).filter { $0.isMultiple(of: 3) }
      return InteractionMatrix(
        offsets: (0...users).map { $0 * row.count }, items: (0..<users).flatMap { _ in row }, itemCount: items
      )
    }
    let (small, large) = (matrix(users: 30, items: 60), matrix(users: 60, items: 120))
    for method in MethodRegistry.all {
      let values = try method.completed([:])
      #expect(try method.memory(of: values, on: small) > 0, "\(method.name)")
      #expect(
        try method.memory(of: values, on: large) > method.memory(of: values, on: small), "\(method.name)")
      if method.parameters.contains(where: { $0.key == Hyperparameter.factors.key }) {
        let wide = try method.completed([.factors: .integer(1024)])
        #expect(try method.memory(of: wide, on: large) >= 4 * 1024 * 180, "\(method.name)")
      }
    }
  }

  /// The scheduler starts the longest runs first: more factors, negatives or layers are more work.
  @Test func costGrowsWithTheWork() throws {
    func cost(_ method: any Method, _ settings: [Hyperparameter: ParameterValue]) throws -> Double {
      try method.relativeCost(of: method.completed(settings))
    }
    for method in [GMF(), MLP(), NeuMF()] as [any Method] {
      let costs = try [8, 16, 32, 64].map { try cost(method, [.factors: .integer($0)]) }
      #expect(costs == costs.sorted() && Set(costs).count == 4)
      #expect(try cost(method, [.negatives: .integer(9)]) == 2 * cost(method, [:]))
    }
    #expect(try cost(MLP(), [.depth: .integer(4)]) > cost(MLP(), [.depth: .integer(1)]))
    #expect(try cost(NeuMF(), [:]) > cost(MLP(), [:]) && cost(MLP(), [:]) > cost(GMF(), [:]))
  }

  @Test func methodsAreListedFromTheSimplestOn() {
    #expect(
      MethodRegistry.all.map(\.name) == [
        "itempop", "itemknn", "userknn", "rp3beta", "slim", "puresvd", "ease", "bpr", "eals", "ials",
        "mf-sgd", "mf", "gmf", "mlp", "neumf",
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
