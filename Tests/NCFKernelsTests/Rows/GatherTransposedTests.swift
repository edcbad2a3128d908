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
    let source = RowView(table.extent[8...], width: width, stride: width + 16)
    Kernels.gatherTransposed(
      source, indices: indices.rows(below: 11), into: target.extent, targetStride: stride)
    PlainKernels.gatherTransposed(
      source, indices: indices.rows(below: 11), into: expected.extent, targetStride: stride)
    #expect(target.bits == expected.bits)
  }

  @Test func plainLoopTransposes() {
    let (table, rows) = (AlignedBuffer<Float>(count: 6, zero: 0), AlignedBuffer<Int32>(count: 2, zero: 0))
    for k in 0..<6 { table[k] = Float(k + 1) }
    rows[0] = 2
    let target = AlignedBuffer<Float>(count: 2 * 16, zero: 9)
    PlainKernels.gatherTransposed(
      RowView(table.extent, width: 2), indices: rows.rows(below: 3), into: target.extent, targetStride: 16)
    withExtendedLifetime((table, rows)) {}
    #expect(
      target.values == [5, 1] + Array(repeating: 0, count: 14) + [6, 2] + Array(repeating: 0, count: 14))
  }
}
