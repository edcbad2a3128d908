import NCFKernels
import NCFRandom
import Testing

@Suite struct DotProductsTests {
  @Test(arguments: KernelCases.widths, KernelCases.counts)
  func agreeWithThePlainLoop(width: Int, count: Int) {
    var generator = SeededGenerator(seed: 1, stream: "dot products")
    let row = generator.floats(width)
    let table = generator.floats(11 * (width + 8))
    let indices = generator.indices(count, below: 11)
    let products = generator.floats(count + 1)
    let expected = products.copy()
    let source = RowView(table.extent, width: width, stride: width + 8)
    Kernels.dotProducts(
      row.extent, source, indices: indices.rows(below: 11), into: products.extent)
    PlainKernels.dotProducts(
      row.extent, source, indices: indices.rows(below: 11), into: expected.extent)
    #expect(deviation(products, expected) <= roundingTolerance(terms: width))
    #expect(products[count] == expected[count])
  }

  @Test(arguments: [0, 8, 16, 4096])
  func squaredNormIsInDoublePrecision(count: Int) {
    var generator = SeededGenerator(seed: 2, stream: "norm")
    let values = generator.floats(count)
    let expected = PlainKernels.squaredNorm(values.extent)
    #expect(abs(Kernels.squaredNorm(values.extent) - expected) <= 1e-12 * expected)
  }
}
