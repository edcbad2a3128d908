import Foundation

extension SeededGenerator {
  /// A pair of independent numbers from N(0, 1) (Box and Muller, 1958).
  public mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }
}
