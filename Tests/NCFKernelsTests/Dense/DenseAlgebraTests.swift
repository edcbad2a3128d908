import NCFKernels
import NCFRandom
import Testing

/// Each operation against what it means, on random matrices around the sizes at which LAPACK changes its ways.
@Suite struct DenseAlgebraTests {
  /// AᵀA + I: symmetric, positive definite and far from singular.
  private static func definite(_ n: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: "definite")
    let a = (0..<(n * n)).map { _ in 2 * generator.uniform() - 1 }
    return (0..<(n * n)).map { index in
      let (row, column) = (index / n, index % n)
      return (0..<n).reduce(row == column ? 1 : 0) { $0 + a[$1 * n + row] * a[$1 * n + column] }
    }
  }

  private static func product(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    (0..<(n * n)).map { index in
      (0..<n).reduce(0) { $0 + a[index / n * n + $1] * b[$1 * n + index % n] }
    }
  }

  @Test(arguments: [1, 2, 7, 64, 130])
  func inverseTimesMatrixIsOne(n: Int) {
    let matrix = Self.definite(n, seed: 1)
    var inverse = matrix
    // Only the lower triangle is read.
    for row in 0..<n { for column in (row + 1)..<max(n, row + 1) { inverse[row * n + column] = .nan } }
    #expect(DenseAlgebra.invert(&inverse, order: n))
    for (index, value) in Self.product(matrix, inverse, n).enumerated() {
      #expect(abs(value - (index / n == index % n ? 1 : 0)) < 1e-9)
    }
    for row in 0..<n {
      for column in 0..<n { #expect(inverse[row * n + column] == inverse[column * n + row]) }
    }
  }

  @Test func aMatrixThatIsNotDefiniteHasNoInverse() {
    var singular: [Double] = [1, 1, 1, 1]
    #expect(!DenseAlgebra.invert(&singular, order: 2))
    var negative: [Double] = [-1]
    #expect(!DenseAlgebra.invert(&negative, order: 1))
  }

  @Test(arguments: [1, 2, 40])
  func eigenvectorsOfATridiagonalMatrix(n: Int) throws {
    var generator = SeededGenerator(seed: 4, stream: "tridiagonal")
    let diagonal = (0..<n).map { _ in 2 * generator.uniform() - 1 }
    let off = (0..<(n - 1)).map { _ in generator.uniform() }
    let (values, vectors) = try #require(
      DenseAlgebra.tridiagonalEigenvectors(diagonal: diagonal, offDiagonal: off))
    #expect(values == values.sorted())
    for k in 0..<n {
      let v = Array(vectors[(k * n)..<((k + 1) * n)])
      #expect(abs(v.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
      for i in 0..<n {
        let image =
          diagonal[i] * v[i] + (i > 0 ? off[i - 1] * v[i - 1] : 0) + (i + 1 < n ? off[i] * v[i + 1] : 0)
        #expect(abs(image - values[k] * v[i]) < 1e-12)
      }
    }
  }

  @Test func whatIsOrthogonalisedHasNoComponentInTheBasis() {
    var generator = SeededGenerator(seed: 5, stream: "basis")
    let (count, length) = (9, 30)
    var basis: [Double] = []
    var scratch = [Double](repeating: 0, count: count)
    for row in 0..<count {
      var vector = (0..<length).map { _ in 2 * generator.uniform() - 1 }
      DenseAlgebra.orthogonalise(&vector, length: length, against: basis, count: row, scratch: &scratch)
      for other in 0..<row {
        let product = (0..<length).reduce(0) { $0 + vector[$1] * basis[other * length + $1] }
        #expect(abs(product) < 1e-14)
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      #expect(norm > 0.1)
      basis += vector.map { $0 / norm }
    }
  }

  @Test func productsOfOblongMatrices() {
    let a: [Double] = [1, 2, 3, 4, 5, 6]
    let b: [Double] = [1, 0, 2, 0, 1, 1]
    var c = [Double](repeating: .nan, count: 4)
    DenseAlgebra.product(a, b, rows: 2, inner: 3, columns: 2, into: &c)
    #expect(c == [8, 3, 20, 6])
  }
}
