import Foundation

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
