import NCFKernels
import NCFRandom
import Testing

@Suite struct MatrixProductTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let rows: Int
    let inner: Int
    let columns: Int
    var testDescription: String { "\(rows)×\(inner)×\(columns)" }
  }

  /// Forward, backward and scoring products of towers: whole chunks, odd last chunks, one row, a whole catalogue.
  static let shapes = [
    Shape(rows: 256, inner: 64, columns: 32), Shape(rows: 1, inner: 8, columns: 8),
    Shape(rows: 7, inner: 40, columns: 24), Shape(rows: 255, inner: 16, columns: 8),
    Shape(rows: 9, inner: 256, columns: 128), Shape(rows: 64, inner: 255, columns: 32),
    Shape(rows: 8, inner: 1, columns: 16), Shape(rows: 1201, inner: 32, columns: 32),
  ]

  @Test(arguments: shapes, [false, true])
  func agreesWithThePlainLoop(shape: Shape, accumulates: Bool) {
    for form in [MatrixProduct.Form.plain, .transposedLeft] {
      check(
        MatrixProduct(
          form, rows: shape.rows, inner: shape.inner, columns: shape.columns, accumulates: accumulates))
    }
  }

  @Test(arguments: shapes, [false, true])
  func leavesTheGapsBetweenRowsAlone(shape: Shape, accumulates: Bool) {
    for form in [MatrixProduct.Form.plain, .transposedLeft] {
      let left = form == .plain ? shape.inner : shape.rows
      check(
        MatrixProduct(
          form, rows: shape.rows, inner: shape.inner, columns: shape.columns,
          strides: (left + 8, shape.columns + 16, shape.columns + 24), accumulates: accumulates))
    }
  }

  /// The plain loop itself, by hand: a = [1 2; 3 4], b = [5 6; 7 8].
  @Test func plainLoopMultiplies() {
    let (a, b, c) = (buffer([1, 2, 3, 4]), buffer([5, 6, 7, 8]), buffer([100, 100, 100, 100]))
    for (form, accumulates, expected) in [
      (MatrixProduct.Form.plain, false, [19, 22, 43, 50] as [Float]),
      (.transposedLeft, false, [26, 30, 38, 44]), (.plain, true, [45, 52, 81, 94]),
    ] {
      PlainKernels.product(
        MatrixProduct(form, rows: 2, inner: 2, columns: 2, accumulates: accumulates), a.extent, b.extent,
        c.extent)
      #expect(c.values == expected)
    }
  }

  private func buffer(_ values: [Float]) -> AlignedBuffer<Float> {
    let buffer = AlignedBuffer<Float>(count: values.count, zero: 0)
    for (k, value) in values.enumerated() { buffer[k] = value }
    return buffer
  }

  private func check(_ product: MatrixProduct) {
    var generator = SeededGenerator(seed: 1, stream: "product")
    let leftRows = product.form == .plain ? product.rows : product.inner
    let a = generator.floats(leftRows * product.strides.a)
    let b = generator.floats(product.inner * product.strides.b)
    let c = generator.floats(product.rows * product.strides.c + 8)
    let expected = c.copy()
    product(a.extent, b.extent, c.extent)
    PlainKernels.product(product, a.extent, b.extent, expected.extent)
    #expect(deviation(c, expected) <= roundingTolerance(terms: product.inner + 1))
    for row in 0..<product.rows {
      let gap = (row * product.strides.c + product.columns)..<((row + 1) * product.strides.c)
      #expect(c.values[gap].elementsEqual(expected.values[gap]))
    }
  }
}
