import NCFKernels
import NCFRandom
import Testing

@Suite struct CholeskyTests {
  /// XᵀX/n + I/10 for a random X: definite, with eigenvalues from 0.1 to about 1. What lies beside the upper triangle
  /// is arbitrary.
  private static func system(
    _ n: Int, stride: Int
  ) -> (matrix: AlignedBuffer<Float>, vector: AlignedBuffer<Float>) {
    var generator = SeededGenerator(seed: 2, stream: "definite \(n)")
    let x = generator.floats(n * n).values
    let matrix = generator.floats(n * stride)
    for row in 0..<n {
      for column in row..<n {
        let product = (0..<n).reduce(0) { $0 + x[$1 * n + row] * x[$1 * n + column] }
        matrix[row * stride + column] = product / Float(n) + (row == column ? 0.1 : 0)
      }
    }
    return (matrix, generator.floats(n))
  }

  @Test(arguments: [1, 3, 4, 5, 8, 15, 16, 17, 33, 64, 100, 256], [0, 8])
  func solvesLikeThePlainTwin(n: Int, padding: Int) {
    let stride = paddedWidth(n) + padding
    let (matrix, vector) = Self.system(n, stride: stride)
    let (solution, expected) = (
      AlignedBuffer<Float>(count: stride, zero: 7), AlignedBuffer<Float>(count: stride, zero: 7)
    )
    withExtendedLifetime((matrix, vector)) {
      #expect(
        PlainKernels.solvePositiveDefinite(
          matrix.extent, order: n, stride: stride, vector.extent, into: expected.extent))
      #expect(
        Kernels.solvePositiveDefinite(
          matrix.extent, order: n, stride: stride, vector.extent, into: solution.extent))
    }
    let largest = expected.values.map(abs).max() ?? 0
    // The condition number is about 10.
    #expect(deviation(solution, expected) <= 10 * roundingTolerance(terms: n) * largest)
    #expect(solution.values.dropFirst(n).allSatisfy { $0 == 0 })
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Float], [0, 3, 4, 9])
  func whatIsNotDefiniteHasNoSolution(diagonal: Float, row: Int) {
    let (n, stride) = (10, 16)
    let (matrix, vector) = Self.system(n, stride: stride)
    matrix[row * (stride + 1)] = diagonal
    let solution = AlignedBuffer<Float>(count: stride, zero: 7)
    let isSolved = withExtendedLifetime((matrix, vector)) {
      Kernels.solvePositiveDefinite(
        matrix.extent, order: n, stride: stride, vector.extent, into: solution.extent)
    }
    #expect(!isSolved)
    #expect(solution.values.allSatisfy { $0 == 7 })
  }
}
