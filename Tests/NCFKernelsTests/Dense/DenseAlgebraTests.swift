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

  /// Orders around the edges of tiles, of one, two and several tiles.
  @Test(arguments: [(1, 16), (2, 1), (7, 3), (16, 16), (17, 16), (64, 16), (130, 48), (130, 512)])
  func inverseTimesMatrixIsOne(n: Int, tileSide: Int) throws {
    let matrix = Self.definite(n, seed: 1)
    let inverse = try #require(Self.inverse(of: matrix, n, tileSide: tileSide))
    for (index, value) in Self.product(matrix, inverse, n).enumerated() {
      #expect(abs(value - (index / n == index % n ? 1 : 0)) < 1e-9)
    }
  }

  @Test func aMatrixThatIsNotDefiniteHasNoInverse() {
    #expect(Self.inverse(of: [1, 1, 1, 1], 2, tileSide: 512) == nil)
    #expect(Self.inverse(of: [1, 1, 1, 1], 2, tileSide: 1) == nil)
    #expect(Self.inverse(of: [-1], 1, tileSide: 512) == nil)
  }

  /// Only the lower triangle of each row is given, and only that of the inverse's tiles is read.
  private static func inverse(of matrix: [Double], _ n: Int, tileSide: Int) -> [Double]? {
    let inverse = PositiveDefiniteInverse(order: n, tileSide: tileSide)
    let values = AlignedBuffer<Double>(count: n, zero: 0)
    for row in 0..<n {
      for column in 0...row { values[column] = matrix[row * n + column] }
      inverse.setRow(row, to: values[0..<row + 1])
    }
    var progress = inverse.step()
    while progress == .within { progress = inverse.step() }
    guard progress == .complete else { return nil }
    return (0..<(n * n)).map { index in
      let (row, column) = (max(index / n, index % n), min(index / n, index % n))
      let side = inverse.side
      return inverse.tile(row / side, column / side)[row % side * side + column % side]
    }
  }

  @Test(arguments: [(1, 1), (2, 2), (40, 40), (40, 7), (800, 30)])
  func eigenvectorsOfATridiagonalMatrix(n: Int, count: Int) throws {
    var generator = SeededGenerator(seed: 4, stream: "tridiagonal")
    let diagonal = (0..<n).map { _ in 2 * generator.uniform() - 1 }
    let off = (0..<(n - 1)).map { _ in generator.uniform() }
    let (values, vectors) = try #require(
      DenseAlgebra.tridiagonalEigenvectors(diagonal: diagonal, offDiagonal: off, count: count))
    let (all, _) = try #require(
      DenseAlgebra.tridiagonalEigenvectors(diagonal: diagonal, offDiagonal: off, count: n))
    #expect(values == values.sorted())
    #expect(values.count == count)
    for (value, exact) in zip(values, all.suffix(count)) { #expect(abs(value - exact) < 1e-11) }
    for k in 0..<count {
      let v = Array(vectors[(k * n)..<((k + 1) * n)])
      #expect(abs(v.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
      for i in 0..<n {
        let image =
          diagonal[i] * v[i] + (i > 0 ? off[i - 1] * v[i - 1] : 0) + (i + 1 < n ? off[i] * v[i + 1] : 0)
        #expect(abs(image - values[k] * v[i]) < 1e-11)
      }
    }
  }

  @Test func whatIsOrthogonalisedHasNoComponentInTheBasis() {
    var generator = SeededGenerator(seed: 5, stream: "basis")
    let (count, length) = (9, 30)
    var basis: [Double] = []
    for row in 0..<count {
      var vector = (0..<length).map { _ in 2 * generator.uniform() - 1 }
      DenseAlgebra.orthogonalise(&vector, against: basis)
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
    #expect(DenseAlgebra.product(a[...], b, rows: 2, inner: 3, columns: 2) == [8, 3, 20, 6])
  }
}
