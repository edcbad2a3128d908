import NCFKernels
import NCFRandom
import Testing

@Suite struct GatherTransposedTests {
  @Test(arguments: KernelCases.widths, [0, 16, 17, 23, 24, 31] + KernelCases.counts)
  func rowsBecomeColumnsPaddedWithZero(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 1, stream: "gather transposed")
    let table = generator.floats(11 * (width + 16))
    let indices = generator.indices(count, below: 11)
    let stride = (count + 15) / 16 * 16 + 16
    let target = generator.floats(width * stride)
    let expected = target.copy()
    let source = RowView(table.pointer + 8, stride: width + 16)
    Kernels.gatherTransposed(
      source, indices: indices.pointer, count: count, width: width, into: target.pointer,
      targetStride: stride)
    PlainKernels.gatherTransposed(
      source, indices: indices.pointer, count: count, width: width, into: expected.pointer,
      targetStride: stride)
    #expect(target.bits == expected.bits)
  }

  @Test func plainLoopTransposes() {
    var table: [Float] = [1, 2, 3, 4, 5, 6]
    var target = [Float](repeating: 9, count: 2 * 16)
    table.withUnsafeMutableBufferPointer {
      PlainKernels.gatherTransposed(
        RowView($0.baseAddress!, stride: 2), indices: [2, 0], count: 2, width: 2, into: &target,
        targetStride: 16)
    }
    #expect(target == [5, 1] + Array(repeating: 0, count: 14) + [6, 2] + Array(repeating: 0, count: 14))
  }
}
