import NCFKernels
import NCFRandom
import Testing

@Suite struct TransposeTests {
  @Test(arguments: KernelCases.widths, KernelCases.widths)
  func exchangesRowsAndColumns(rows: Int, columns: Int) {
    var generator = SeededGenerator(seed: 2, stream: "transpose")
    let source = generator.floats(rows * columns)
    let stride = rows + 16
    let target = generator.floats(stride * columns + 8)
    let expected = target.copy()
    Kernels.transpose(
      source.extent, rows: rows, columns: columns, into: target.extent, targetStride: stride)
    PlainKernels.transpose(
      source.extent, rows: rows, columns: columns, into: expected.extent, targetStride: stride)
    #expect(target.bits == expected.bits)
  }
}
