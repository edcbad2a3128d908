/// Kendall's rank correlation τ_b of two measurements of the same things (Kendall, 1945): 1 if both put them in the
/// same order, −1 in the opposite one. Ties count for neither.
public struct KendallTau: Hashable, Sendable {
  public let coefficient: Double
  /// Pairs that both measurements put in the same order.
  public let concordantPairs: Int
  /// Pairs that they put in opposite orders.
  public let discordantPairs: Int

  /// Nil for samples of different length, or if one of them has all values equal.
  ///
  /// Complexity: O(n²).
  public init?(_ first: [Double], _ second: [Double]) {
    guard first.count == second.count else { return nil }
    var (concordant, discordant) = (0, 0)
    var (tiedInFirst, tiedInSecond, pairs) = (0, 0, 0)
    for i in first.indices {
      for j in first.indices where j > i {
        let (a, b) = (first[i] - first[j], second[i] - second[j])
        pairs += 1
        tiedInFirst += a == 0 ? 1 : 0
        tiedInSecond += b == 0 ? 1 : 0
        concordant += a * b > 0 ? 1 : 0
        discordant += a * b < 0 ? 1 : 0
      }
    }
    guard tiedInFirst < pairs, tiedInSecond < pairs else { return nil }
    (concordantPairs, discordantPairs) = (concordant, discordant)
    coefficient =
      Double(concordant - discordant)
      / (Double(pairs - tiedInFirst) * Double(pairs - tiedInSecond)).squareRoot()
  }
}
