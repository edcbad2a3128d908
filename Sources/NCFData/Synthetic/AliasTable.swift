import NCFRandom

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
