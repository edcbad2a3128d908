import Foundation

/// The one source of randomness in the project: xoshiro256** (Blackman and Vigna, 2018), seeded through
/// SplitMix64.
///
///     var generator = SeededGenerator(seed: 42, stream: "negatives")
///     let item = generator.uniform(below: 3_706)
///
/// A generator is passed in wherever randomness is needed. Independent purposes draw from separate streams of
/// one seed, so that drawing more for one purpose does not shift another.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
  @usableFromInline var a: UInt64
  @usableFromInline var b: UInt64
  @usableFromInline var c: UInt64
  @usableFromInline var d: UInt64

  /// - Parameters:
  ///   - seed: The run's seed.
  ///   - stream: The purpose that the numbers serve; different names give unrelated sequences.
  public init(seed: UInt64, stream: String = "") {
    // FNV-1a turns the stream's name into a number; SplitMix64 then spreads seed and name over the state.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    var seeder = SplitMix64(state: seed ^ hash.rotated(left: 32) &* 0x9e37_79b9_7f4a_7c15)
    (a, b, c, d) = (seeder.next(), seeder.next(), seeder.next(), seeder.next())
  }

  /// Restores a generator from the state that a checkpoint stored.
  public init(state: [UInt64]) {
    precondition(state.count == 4)
    (a, b, c, d) = (state[0], state[1], state[2], state[3])
  }

  /// The four words of state, which a checkpoint stores and restores.
  public var state: [UInt64] { [a, b, c, d] }

  @inlinable @inline(__always)
  public mutating func next() -> UInt64 {
    let result = (b &* 5).rotated(left: 7) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = d.rotated(left: 45)
    return result
  }

  /// A whole number from 0 to `bound` − 1, each equally likely (Lemire, 2019).
  @inlinable @inline(__always)
  public mutating func uniform(below bound: UInt32) -> UInt32 {
    precondition(bound > 0)
    var product = UInt64(UInt32(truncatingIfNeeded: next() >> 32)) &* UInt64(bound)
    if UInt32(truncatingIfNeeded: product) < bound {
      let threshold = (0 &- bound) % bound
      while UInt32(truncatingIfNeeded: product) < threshold {
        product = UInt64(UInt32(truncatingIfNeeded: next() >> 32)) &* UInt64(bound)
      }
    }
    return UInt32(truncatingIfNeeded: product >> 32)
  }

  /// A number from [0, 1), with 53 random bits.
  @inlinable @inline(__always)
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}

extension UInt64 {
  @inlinable @inline(__always)
  func rotated(left count: UInt64) -> UInt64 { (self << count) | (self >> (64 - count)) }
}

/// Steele, Lea and Flood's SplitMix64: spreads one word over many, as xoshiro's authors advise for seeding.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension SeededGenerator {
  /// A pair of independent numbers from N(0, 1) (Box and Muller, 1958).
  public mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * cos(angle), radius * sin(angle))
  }
}
