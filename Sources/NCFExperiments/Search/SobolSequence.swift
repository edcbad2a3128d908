/// The Sobol' sequence (USSR Comput. Math. Math. Phys. 7, 1967): points of the unit cube that fill it more evenly than
/// random ones do.
///
///     let sequence = SobolSequence(dimensions: 3)
///     sequence.word(of: 5, in: 2)        // the sixth point's third coordinate, in units of 2⁻³²
///
/// Directions are those of Joe and Kuo (SIAM J. Sci. Comput. 30, 2008; their table `new-joe-kuo-6`). Points stand in
/// the order of the Gray code (Antonov and Saleev, 1979), which is that of SciPy's `qmc.Sobol`; the first 2ᵏ points are
/// the same set in either order.
package struct SobolSequence: Hashable, Sendable {
  package static let greatestDimension = directions.count + 1
  private static let bits = 32

  /// By dimension: the direction of each bit of a point's number, the lowest first.
  private let generators: [[UInt32]]

  /// - Parameter dimensions: Up to `greatestDimension`.
  package init(dimensions: Int) {
    precondition(dimensions <= Self.greatestDimension, "the table of directions is shorter")
    generators = (0..<dimensions).map(Self.generators)
  }

  /// A coordinate of a point; both count from 0.
  package func word(of point: Int, in dimension: Int) -> UInt32 {
    var gray = UInt32(point) ^ (UInt32(point) >> 1)
    var word: UInt32 = 0
    while gray != 0 {
      word ^= generators[dimension][gray.trailingZeroBitCount]
      gray &= gray - 1
    }
    return word
  }

  /// The directions that follow from a dimension's first ones by the recurrence of its primitive polynomial.
  private static func generators(of dimension: Int) -> [UInt32] {
    guard dimension > 0 else { return (0..<bits).map { 1 << UInt32(bits - 1 - $0) } }
    let (polynomial, first) = directions[dimension - 1]
    let degree = first.count
    var numbers = first
    for j in degree..<bits {
      // m_j = m_(j−s) ⊕ 2ˢ·m_(j−s) ⊕ Σ 2ᵏ·a_k·m_(j−k); the polynomial's lowest coefficient is always 1.
      var next = numbers[j - degree]
      for k in 1...degree where polynomial >> UInt64(degree - k) & 1 == 1 {
        next ^= numbers[j - k] << UInt64(k)
      }
      numbers.append(next)
    }
    return numbers.enumerated().map { UInt32(truncatingIfNeeded: $1) << UInt32(bits - 1 - $0) }
  }

  /// For each dimension after the first, whose directions are all 1: the primitive polynomial's coefficients as bits,
  /// and the first directions m_1 … m_s.
  private static let directions: [(polynomial: UInt64, first: [UInt64])] = [
    (3, [1]),
    (7, [1, 3]),
    (11, [1, 3, 1]),
    (13, [1, 1, 1]),
    (19, [1, 1, 3, 3]),
    (25, [1, 3, 5, 13]),
    (37, [1, 1, 5, 5, 17]),
    (41, [1, 1, 5, 5, 5]),
    (47, [1, 1, 7, 11, 19]),
    (55, [1, 1, 5, 1, 1]),
    (59, [1, 1, 1, 3, 11]),
    (61, [1, 3, 5, 5, 31]),
    (67, [1, 3, 3, 9, 7, 49]),
    (91, [1, 1, 1, 15, 21, 21]),
    (97, [1, 3, 1, 13, 27, 49]),
    (103, [1, 1, 1, 15, 7, 5]),
    (109, [1, 3, 1, 15, 13, 25]),
    (115, [1, 1, 5, 5, 19, 61]),
    (131, [1, 3, 7, 11, 23, 15, 103]),
    (137, [1, 3, 7, 13, 13, 15, 69]),
    (143, [1, 1, 3, 13, 7, 35, 63]),
    (145, [1, 3, 5, 9, 1, 25, 53]),
    (157, [1, 3, 1, 13, 9, 35, 107]),
    (167, [1, 3, 1, 5, 27, 61, 31]),
    (171, [1, 1, 5, 11, 19, 41, 61]),
    (185, [1, 3, 5, 3, 3, 13, 69]),
    (191, [1, 1, 7, 13, 1, 19, 1]),
    (193, [1, 3, 7, 5, 13, 19, 59]),
    (203, [1, 1, 3, 9, 25, 29, 41]),
    (211, [1, 3, 5, 13, 23, 1, 55]),
    (213, [1, 3, 7, 3, 13, 59, 17]),
  ]
}
