import NCFRandom
import Testing

@Suite struct SeededGeneratorNormalTests {
  @Test func pairsHaveTheMomentsOfTheNormalDistribution() {
    var generator = SeededGenerator(seed: 11)
    let pairs = (0..<50_000).map { _ in generator.normalPair() }
    for numbers in [pairs.map(\.0), pairs.map(\.1)] {
      let count = Double(numbers.count)
      let mean = numbers.reduce(0, +) / count
      let variance = numbers.reduce(0) { $0 + $1 * $1 } / count - mean * mean
      let fourthMoment = numbers.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
      #expect(abs(mean) < 0.02)
      #expect(abs(variance - 1) < 0.03)
      #expect(abs(fourthMoment - 3) < 0.2)
    }
    let covariance = pairs.reduce(0) { $0 + $1.0 * $1.1 } / Double(pairs.count)
    #expect(abs(covariance) < 0.02)
  }

  @Test func tailsAreThoseOfTheNormalDistribution() {
    var generator = SeededGenerator(seed: 12)
    let numbers = (0..<50_000).flatMap { _ in
      let pair = generator.normalPair()
      return [pair.0, pair.1]
    }
    #expect(numbers.allSatisfy { $0.isFinite })
    #expect(abs(numbers.filter { abs($0) < 1 }.count - 68_269) < 700)
    #expect(abs(numbers.filter { abs($0) > 1.96 }.count - 5_000) < 300)
  }

  @Test func sameSeedSamePairs() {
    var first = SeededGenerator(seed: 13, stream: "weights")
    var second = SeededGenerator(seed: 13, stream: "weights")
    for _ in 0..<10 { #expect(first.normalPair() == second.normalPair()) }
  }
}
