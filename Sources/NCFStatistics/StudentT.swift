import Foundation

/// Student's t distribution, whose degrees of freedom need not be whole (Satterthwaite's are not), or the normal one,
/// where they are infinite.
public struct StudentT: Hashable, Sendable {
  /// Above 0; may be infinite.
  public let degreesOfFreedom: Double

  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(T > t), accurate in the far tail, too.
  public func upperTail(_ t: Double) -> Double {
    if t < 0 { return 1 - upperTail(-t) }
    if degreesOfFreedom == .infinity { return erfc(t / 2.0.squareRoot()) / 2 }
    if t == .infinity { return 0 }
    let freedom = degreesOfFreedom
    return regularisedIncompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
  }

  /// The t that is exceeded with probability `tail`, between 0 and 1, to some 14 digits.
  ///
  /// Complexity: some 60 evaluations of `upperTail`.
  public func critical(_ tail: Double) -> Double {
    precondition(tail > 0 && tail < 1)
    if tail > 0.5 { return -critical(1 - tail) }
    var (below, above) = (0.0, 1.0)
    while upperTail(above) > tail { (below, above) = (above, 2 * above) }
    while above - below > 1e-14 * above {
      let middle = below + (above - below) / 2
      // Two neighbouring numbers have none between them.
      if middle == below || middle == above { break }
      if upperTail(middle) > tail { below = middle } else { above = middle }
    }
    return above
  }
}

/// The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 ≤ x ≤ 1.
///
/// Evaluated by Lentz's method on the continued fraction of Abramowitz and Stegun 26.5.8, which converges fast
/// for x < (a + 1) / (a + b + 2); beyond that, by the symmetry I_x(a, b) = 1 − I_{1−x}(b, a). Relative accuracy
/// is about 1e-13 for parameters up to some millions.
public func regularisedIncompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  precondition(a > 0 && b > 0 && (0...1).contains(x))
  if x == 0 || x == 1 { return x }
  if x > (a + 1) / (a + b + 2) { return 1 - regularisedIncompleteBeta(1 - x, b, a) }
  let logFront = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)
  return exp(logFront) / (a * betaContinuedFraction(x, a, b))
}

/// The continued fraction 1 + d₁/(1 + d₂/(1 + …)) of Abramowitz and Stegun 26.5.8.
private func betaContinuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  // Lentz: a denominator that vanishes is nudged away from zero.
  func nudged(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
  var fraction = 1.0
  var numerator = 1.0
  var denominator = 0.0
  for step in 1...100_000 {
    let m = Double(step / 2)
    let coefficient =
      step.isMultiple(of: 2)
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    denominator = 1 / nudged(1 + coefficient * denominator)
    numerator = nudged(1 + coefficient / numerator)
    let change = numerator * denominator
    fraction *= change
    if abs(change - 1) < 1e-15 { break }
  }
  return fraction
}
