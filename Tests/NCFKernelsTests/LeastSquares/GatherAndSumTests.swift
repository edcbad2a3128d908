import NCFKernels
import NCFRandom
import Testing

@Suite struct GatherAndSumTests {
  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func gathersAndSums(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 6, stream: "gather and sum")
    let table = generator.floats(11 * (width + 8))
    let source = RowView(table.extent[8...], width: width, stride: width + 8)
    let indices = generator.indices(count, below: 10)
    let rows = indices.rows(below: 10)
    let (target, sums) = (generator.floats(count * width), generator.floats(width))
    let (expected, expectedSums) = (target.copy(), sums.copy())
    Kernels.gatherAndSum(source, indices: rows, into: target.extent, sums: sums.extent)
    PlainKernels.gatherAndSum(source, indices: rows, into: expected.extent, sums: expectedSums.extent)
    withExtendedLifetime((table, indices)) {}
    #expect(target.bits == expected.bits && sums.bits == expectedSums.bits)
  }

  @Test(arguments: KernelCases.widths)
  func dotProductsInDoublePrecision(width: Int) {
    var generator = SeededGenerator(seed: 7, stream: "dot product")
    let (x, y) = (generator.floats(width), generator.floats(width))
    let product = Kernels.dotProduct(x.extent, y.extent)
    #expect(abs(product - PlainKernels.dotProduct(x.extent, y.extent)) < 1e-12)
  }
}
