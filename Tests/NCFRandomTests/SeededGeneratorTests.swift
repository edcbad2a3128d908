import NCFRandom
import Testing

/// The expected numbers come from a Python script written from the published definitions: xoshiro256** and
/// SplitMix64 (prng.di.unimi.it) and FNV-1a.
@Suite struct SeededGeneratorTests {
  @Test func followsThePublishedAlgorithm() {
    var generator = SeededGenerator(state: [1, 2, 3, 4])
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
      16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777,
      2_904_607_092_377_533_576,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func spreadsSeedAndStreamOverTheState() {
    #expect(
      SeededGenerator(seed: 42, stream: "negatives").state == [
        0x4870_d70e_05c7_6db2, 0x2349_7592_a27a_6360, 0xb774_1549_b01c_a562, 0xfc9c_db8d_a50b_4978,
      ])
    #expect(
      SeededGenerator(seed: 0).state == [
        0x9ffb_d70d_e925_6101, 0x91f2_5acf_b77b_927e, 0xd700_b2a3_89cd_e08b, 0x31ec_f4b7_857f_c2fc,
      ])
    var generator = SeededGenerator(seed: 42, stream: "negatives")
    #expect(generator.next() == 17_642_116_275_137_934_104)
    #expect(generator.next() == 15_323_562_138_209_286_486)
  }

  @Test func seedsAndStreamsGiveUnrelatedNumbers() {
    let generators = [
      SeededGenerator(seed: 1), SeededGenerator(seed: 2), SeededGenerator(seed: 1, stream: "a"),
      SeededGenerator(seed: 1, stream: "b"), SeededGenerator(seed: 2, stream: "a"),
      SeededGenerator(seed: 1, stream: "ab"), SeededGenerator(seed: 1, stream: "ba"),
    ]
    let numbers = generators.flatMap { generator in
      var generator = generator
      return (0..<100).map { _ in generator.next() }
    }
    #expect(Set(numbers).count == numbers.count)
  }

  @Test func goesOnFromAStoredState() {
    var generator = SeededGenerator(seed: 7, stream: "shuffle")
    for _ in 0..<10 { _ = generator.next() }
    var restored = SeededGenerator(state: generator.state)
    #expect(restored == generator)
    for _ in 0..<10 { #expect(restored.next() == generator.next()) }
  }

  @Test func wholeNumbersStayBelowTheBoundAndReachAllOfIt() {
    var generator = SeededGenerator(seed: 3)
    for bound: UInt32 in [1, 2, 3, 7, 64] {
      let drawn = Set((0..<2_000).map { _ in generator.uniform(below: bound) })
      #expect(drawn == Set(0..<bound))
    }
    for _ in 0..<1_000 { #expect(generator.uniform(below: .max) < .max) }
  }

  /// With this bound, a generator that rejects nothing gives the residue 0 in half of the draws.
  @Test func wholeNumbersAreUnbiased() {
    var generator = SeededGenerator(seed: 4)
    var counts = [0.0, 0, 0]
    for _ in 0..<30_000 { counts[Int(generator.uniform(below: 3 << 30) % 3)] += 1 }
    let chiSquare = counts.reduce(0) { $0 + ($1 - 10_000) * ($1 - 10_000) / 10_000 }
    #expect(chiSquare < 13.8)  // p = 0.001 at 2 degrees of freedom
  }

  @Test func wholeNumbersAreEquallyLikely() {
    var generator = SeededGenerator(seed: 5)
    var counts = [Double](repeating: 0, count: 10)
    for _ in 0..<50_000 { counts[Int(generator.uniform(below: 10))] += 1 }
    let chiSquare = counts.reduce(0) { $0 + ($1 - 5_000) * ($1 - 5_000) / 5_000 }
    #expect(chiSquare < 27.9)  // p = 0.001 at 9 degrees of freedom
  }

  @Test func fractionsCoverTheUnitInterval() {
    var generator = SeededGenerator(seed: 6)
    let drawn = (0..<20_000).map { _ in generator.uniform() }
    #expect(drawn.allSatisfy { (0..<1).contains($0) })
    let mean = drawn.reduce(0, +) / 20_000
    let variance = drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    #expect(abs(mean - 0.5) < 0.01)
    #expect(abs(variance - 1.0 / 12) < 0.003)
    // 53 random bits: the lowest one is set in about half of them.
    let odd = drawn.filter { Int($0 * 0x1p53) % 2 == 1 }.count
    #expect(abs(odd - 10_000) < 400)
  }
}
