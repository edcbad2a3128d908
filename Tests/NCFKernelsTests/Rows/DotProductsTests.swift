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
    let source = RowView(table.pointer, stride: width + 8)
    Kernels.dotProducts(
      row.pointer, source, indices: indices.pointer, count: count, width: width, into: products.pointer)
    PlainKernels.dotProducts(
      row.pointer, source, indices: indices.pointer, count: count, width: width, into: expected.pointer)
    #expect(deviation(products, expected) <= roundingTolerance(terms: width))
    #expect(products.pointer[count] == expected.pointer[count])
  }

  @Test(arguments: [0, 8, 16, 4096])
  func squaredNormIsInDoublePrecision(count: Int) {
    var generator = SeededGenerator(seed: 2, stream: "norm")
    let values = generator.floats(count)
    let expected = PlainKernels.squaredNorm(values.pointer, count: count)
    #expect(abs(Kernels.squaredNorm(values.pointer, count: count) - expected) <= 1e-12 * expected)
  }
}
