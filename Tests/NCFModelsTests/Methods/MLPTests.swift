import NCFModels
import Testing

@Suite struct MLPTests {
  @Test(arguments: [
    (depth: 0, factors: 8, layers: [8]), (depth: 1, factors: 8, layers: [16, 8]),
    (depth: 3, factors: 8, layers: [64, 32, 16, 8]),
    (depth: 4, factors: 64, layers: [1024, 512, 256, 128, 64]),
    (depth: 2, factors: 5, layers: [20, 10, 5]),
  ])
  func depthBecomesLayers(tower: (depth: Int, factors: Int, layers: [Int])) throws {
    let values = try MLP().completed([.depth: .integer(tower.depth), .factors: .integer(tower.factors)])
    #expect(values.integers(.layers) == tower.layers)
    #expect(values[.depth] == nil)
    #expect(values.integer(.factors) == tower.factors)
    // The same run in other words.
    #expect(try MLP().completed([.layers: .integers(tower.layers)]) == values)
    #expect(
      try MLP().completed([.layers: .integers(tower.layers), .factors: .integer(tower.factors)]) == values)
  }

  @Test func defaultsAreTheAuthors() throws {
    let values = try MLP().completed([:])
    #expect(values.integers(.layers) == [64, 32, 16, 8])
    #expect(values.numbers(.l2Layers) == [0, 0, 0])
    #expect(values.integer(.factors) == 8)
  }

  @Test func normalisingTwiceChangesNothing() throws {
    let values = try MLP().completed([.depth: .integer(2), .l2Layers: .numbers([0.1])])
    #expect(try MLP().complete(values.values) == values)
  }

  @Test func penaltiesAreOneForEachLayer() throws {
    func penalties(_ given: [Double], depth: Int) throws -> [Double] {
      try MLP().completed([.depth: .integer(depth), .l2Layers: .numbers(given)]).numbers(.l2Layers)
    }
    #expect(try penalties([0.5], depth: 3) == [0.5, 0.5, 0.5])
    #expect(try penalties([0.1, 0.2, 0.3], depth: 3) == [0.1, 0.2, 0.3])
    #expect(try penalties([0.5], depth: 0) == [0.5])
    for depth in [0, 1, 3] {
      expectConflict(at: "l2_layers", saying: ["2 numbers", "\(depth) hidden layers"]) {
        try penalties([0.1, 0.2], depth: depth)
      }
    }
  }

  @Test func contradictionsAreReported() {
    expectConflict(at: "depth", saying: ["both given"]) {
      try MLP().completed([.layers: .integers([16, 8]), .depth: .integer(1)])
    }
    expectConflict(at: "layers", saying: ["7 wide", "even"]) {
      try MLP().completed([.layers: .integers([7, 4])])
    }
    expectConflict(at: "layers", saying: ["5 wide", "even"]) {
      try MLP().completed([.factors: .integer(5), .depth: .integer(0)])
    }
    expectConflict(at: "factors", saying: ["factors is 16", "last of layers is 8"]) {
      try MLP().completed([.layers: .integers([16, 8]), .factors: .integer(16)])
    }
  }
}

/// The conflict is reported at a key, in words that name the values.
func expectConflict<Result>(
  at key: String, saying words: [String], sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Result
) {
  #expect(sourceLocation: sourceLocation) {
    _ = try body()
  } throws: { error in
    guard let conflict = error as? ConfigurationConflict else { return false }
    return conflict.key == key && words.allSatisfy(conflict.problem.contains)
  }
}
