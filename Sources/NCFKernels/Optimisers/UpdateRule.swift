import Foundation

/// How an optimiser moves parameters, one vector at a time: θ, up to two moments, and a gradient.
///
/// A row whose moments were last written `lag` steps ago (1: in the step before) decays them by that many steps
/// at once; `coefficients` looks the powers up.
protocol UpdateRule {
  associatedtype Coefficients
  static var usesFirstMoment: Bool { get }
  static var usesSecondMoment: Bool { get }

  func coefficients(lag: Int) -> Coefficients
  func update<V: FloatVector>(
    _ parameter: inout V, _ first: inout V, _ second: inout V, gradient: V, _ coefficients: Coefficients)
}

/// θ ← θ − η·g
struct DescentRule: UpdateRule {
  static let usesFirstMoment = false
  static let usesSecondMoment = false
  let rate: Float

  @inline(__always)
  func coefficients(lag: Int) {}

  @inline(__always)
  func update<V: FloatVector>(
    _ parameter: inout V, _ first: inout V, _ second: inout V, gradient: V, _ coefficients: Void
  ) {
    parameter -= rate * gradient
  }
}

/// v ← v + g², θ ← θ − η·g/(√v + ε)
struct AdagradRule: UpdateRule {
  static let usesFirstMoment = false
  static let usesSecondMoment = true
  let rate: Float
  let epsilon: Float

  @inline(__always)
  func coefficients(lag: Int) {}

  @inline(__always)
  func update<V: FloatVector>(
    _ parameter: inout V, _ first: inout V, _ second: inout V, gradient: V, _ coefficients: Void
  ) {
    second += gradient * gradient
    parameter -= rate * gradient / (second.rooted() + epsilon)
  }
}

/// v ← ρv + (1 − ρ)g², θ ← θ − η·g/(√v + ε)
struct RMSpropRule: UpdateRule {
  static let usesFirstMoment = false
  static let usesSecondMoment = true
  let rate: Float
  let epsilon: Float
  let decay: Float
  let powers: DecayPowers

  @inline(__always)
  func coefficients(lag: Int) -> Float { powers[lag] }

  @inline(__always)
  func update<V: FloatVector>(
    _ parameter: inout V, _ first: inout V, _ second: inout V, gradient: V, _ decayed: Float
  ) {
    second = decayed * second + (1 - decay) * gradient * gradient
    parameter -= rate * gradient / (second.rooted() + epsilon)
  }
}

/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − η·m̂/(√v̂ + ε) (Kingma and Ba, ICLR 2015, algorithm 1).
///
/// With m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) the step is `rate`·m/(√v + `epsilon`), where
/// `rate` = η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) and `epsilon` = ε·√(1 − β₂ᵗ).
struct AdamRule: UpdateRule {
  static let usesFirstMoment = true
  static let usesSecondMoment = true
  let rate: Float
  let epsilon: Float
  let firstDecay: Float
  let secondDecay: Float
  let firstPowers: DecayPowers
  let secondPowers: DecayPowers

  @inline(__always)
  func coefficients(lag: Int) -> (Float, Float) { (firstPowers[lag], secondPowers[lag]) }

  @inline(__always)
  func update<V: FloatVector>(
    _ parameter: inout V, _ first: inout V, _ second: inout V, gradient: V, _ decayed: (Float, Float)
  ) {
    first = decayed.0 * first + (1 - firstDecay) * gradient
    second = decayed.1 * second + (1 - secondDecay) * gradient * gradient
    parameter -= rate * first / (second.rooted() + epsilon)
  }
}

/// The powers of a decay rate: βᵏ, from a table for the k that occur often.
public struct DecayPowers {
  private static let tableSize = 4096

  private let table: AlignedBuffer<Float>
  private let logarithm: Double

  /// - Parameter base: 0 < β < 1.
  public init(base: Double) {
    demand(base > 0 && base < 1, "a base of decay lies between 0 and 1, found \(base)")
    table = AlignedBuffer(count: Self.tableSize, zero: 0)
    logarithm = log(base)
    for exponent in 0..<Self.tableSize { table.pointer[exponent] = Float(pow(base, Double(exponent))) }
  }

  @inline(__always)
  subscript(_ exponent: Int) -> Float {
    exponent < Self.tableSize ? table.pointer[exponent] : beyond(exponent)
  }

  @inline(never)
  private func beyond(_ exponent: Int) -> Float { Float(exp(logarithm * Double(exponent))) }
}
