import Foundation

/// What SciPy says of small samples; made by `Fixtures/make_expected.py`.
struct StatisticsFixture: Decodable {
  struct Pair: Decodable {
    let name: String
    let first: [Double]
    let second: [Double]
    let t: Double
    let tTestP: Double
    let w: Double
    let wilcoxonP: Double
    let mean: Double
    let standardDeviation: Double
  }

  struct Beta: Decodable {
    let x: Double
    let a: Double
    let b: Double
    let value: Double
  }

  struct Tail: Decodable {
    let degreesOfFreedom: Double
    let t: Double
    let upperTail: Double
    let tail: Double
    let critical: Double
  }

  /// Values by seed and user of two methods, and their difference.
  struct Seeded: Decodable {
    let name: String
    let first: [[Double]]
    let second: [[Double]]
    let secondDependsOnSeed: Bool
    let estimate: Double
    let standardError: Double
    let degreesOfFreedom: Double
    let lower: Double
    let upper: Double
    let p: Double
    let margin: Double
    let pWithin: Double
  }

  /// Figures by seed of two methods, and Welch's test of their difference.
  struct Welch: Decodable {
    let name: String
    let first: [Double]
    let second: [Double]
    let degreesOfFreedom: Double
    let p: Double
    let lower: Double
    let upper: Double
  }

  let pairs: [Pair]
  let incompleteBeta: [Beta]
  let studentT: [Tail]
  let seeded: [Seeded]
  let welch: [Welch]

  static func load() throws -> StatisticsFixture {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/expected.json")
    return try JSONDecoder().decode(StatisticsFixture.self, from: Data(contentsOf: file))
  }
}

/// Whether two numbers agree to a relative error.
func agree(_ first: Double, _ second: Double, within tolerance: Double = 1e-9) -> Bool {
  abs(first - second) <= tolerance * max(abs(first), abs(second))
}
