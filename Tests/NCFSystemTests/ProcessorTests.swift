import CProcessor
import NCFSystem
import Testing

@Suite struct ProcessorTests {
  @Test func theMachineThatBuiltTheTestsHasWhatTheyNeed() {
    #expect(Processor.problem == nil)
    #expect(["AVX-512", "AVX2", "AVX", "SSE"].contains(Processor.vectors))
  }

  @Test func whatIsMissingIsNamed() throws {
    let v3 = UInt32(CPROCESSOR_SSE4_2 | CPROCESSOR_AVX | CPROCESSOR_AVX2 | CPROCESSOR_FMA)
    let v4 = v3 | UInt32(CPROCESSOR_AVX512F | CPROCESSOR_AVX512BW)
    #expect(Processor.problem(needed: v3, available: v4) == nil)
    let newer = try #require(Processor.problem(needed: v4, available: v3))
    #expect(newer.contains("with avx512f, avx512bw, which") && newer.hasSuffix("ARCH=x86-64-v3"))
    let older = try #require(Processor.problem(needed: v3, available: UInt32(CPROCESSOR_SSE4_2)))
    #expect(older.contains("with avx, avx2, fma, which") && older.hasSuffix("ARCH=x86-64-v2"))
  }
}
