/// Shares work out among bins of about equal cost. Every machine finds the same bins; each is in the order of the
/// pieces.
enum LoadBalance {
  /// The longest piece first, each to the bin that has least so far (Graham's LPT rule: the fullest bin has at most a
  /// third more than in the best sharing).
  /// - Returns: `count` bins.
  static func bins<Piece>(_ pieces: [Piece], count: Int, cost: (Piece) -> Double) -> [[Piece]] {
    var loads = [Double](repeating: 0, count: max(1, count))
    var members = [[Int]](repeating: [], count: loads.count)
    let costs = pieces.map(cost)
    for index in longestFirst(costs) {
      let bin = loads.indices.dropFirst().reduce(0) { loads[$1] < loads[$0] ? $1 : $0 }
      loads[bin] += costs[index]
      members[bin].append(index)
    }
    return members.map { $0.sorted().map { pieces[$0] } }
  }

  /// Deals the pieces out like cards, the longest first, forwards and backwards in turn.
  /// - Returns: As few bins as hold `capacity` pieces each; their numbers of pieces differ by one at most.
  static func deal<Piece>(_ pieces: [Piece], capacity: Int, cost: (Piece) -> Double) -> [[Piece]] {
    let count = (pieces.count + capacity - 1) / max(1, capacity)
    guard count > 0 else { return [] }
    var members = [[Int]](repeating: [], count: count)
    for (position, index) in longestFirst(pieces.map(cost)).enumerated() {
      let (round, place) = position.quotientAndRemainder(dividingBy: count)
      members[round.isMultiple(of: 2) ? place : count - 1 - place].append(index)
    }
    return members.map { $0.sorted().map { pieces[$0] } }
  }

  /// Indices by falling cost; equal ones in their order.
  private static func longestFirst(_ costs: [Double]) -> [Int] {
    costs.indices.sorted { costs[$0] == costs[$1] ? $0 < $1 : costs[$0] > costs[$1] }
  }
}
